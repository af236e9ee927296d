#if Gateway
  import AsyncHTTPClient
  import Foundation
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import NIOSSL
  import PointsmanEndpoints
  import PointsmanGateway

  /// A model's place, prepared for requests: URL, key and the connections to its upstream.
  struct UpstreamTarget: Sendable {
    let endpoint: Endpoint
    let api: WireProtocol
    /// The upstream's key.
    let key: String?
    let client: HTTPClient
    private let url: String
    /// The upstream's host and port, for traces.
    let (host, port): (String?, Int?)
    /// The request without its headers and body. To parse a URL takes as long as to route.
    let template: HTTPClient.Request
    let timeouts: Timeouts

    struct Timeouts: Sendable {
      let firstByte: TimeAmount
      let idle: TimeAmount
      let total: TimeAmount
    }

    init(_ endpoint: Endpoint, _ api: WireProtocol, url: String, key: String?, client: HTTPClient) throws {
      (self.endpoint, self.api, self.key, self.client) = (endpoint, api, key, client)
      self.url = url
      let address = URL(string: url)
      (host, port) = (address?.host(), address?.port)
      template = try HTTPClient.Request(url: url, method: .POST)
      let times = endpoint.upstream.timeouts
      timeouts = Timeouts(
        firstByte: .seconds(times.firstByte), idle: .seconds(times.idle), total: .seconds(times.total))
    }
  }

  extension UpstreamTarget {
    /// The same place, some way further down, or with a query.
    func at(path: String = "", query: Substring = "") throws(GatewayError) -> UpstreamTarget {
      do {
        return try UpstreamTarget(
          endpoint, api, url: url + path + (query.isEmpty ? "" : "?\(query)"), key: key, client: client)
      } catch {
        throw GatewayError(.invalidRequest, "the query \"\(query.prefix(100))\" cannot be part of a URL")
      }
    }
  }

  extension TimeAmount {
    static func seconds(_ seconds: Double) -> TimeAmount { .nanoseconds(Int64(min(seconds, 1e9) * 1e9)) }
  }

  extension HTTPClient {
    /// The client of one upstream: its connections. They follow no redirect, and trust no certificate that does not hold.
    convenience init(_ upstream: Upstream, group: MultiThreadedEventLoopGroup) throws {
      var tls = TLSConfiguration.makeClientConfiguration()
      if let file = upstream.certificates {
        do {
          tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
        } catch {
          throw GatewayFault("\(file): holds no certificates in PEM, or cannot be read; give another ca_file")
        }
      }
      // The exchange has time-outs of its own for all that follows the connection.
      var configuration = Configuration(
        tlsConfiguration: tls, redirectConfiguration: .disallow,
        timeout: Configuration.Timeout(connect: .seconds(upstream.timeouts.connect)),
        connectionPool: Configuration.ConnectionPool(
          idleTimeout: .seconds(Int64(55)),
          concurrentHTTP1ConnectionsPerHostSoftLimit: upstream.maximumConnections), decompression: .disabled)
      configuration.connectionPool.retryConnectionEstablishment = false
      self.init(eventLoopGroup: group, configuration: configuration)
    }
  }
#endif
