#if Gateway
  import Foundation
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import PointsmanGateway

  /// A socket that takes connections of clients.
  final class Listener: Sendable {
    private let channel: any Channel
    /// Where it listens: the port that was found free, where the configuration says 0.
    let address: ListenAddress

    init(_ gateway: Gateway, at wanted: ListenAddress, servesMetrics: Bool = false) throws {
      let bootstrap = ServerBootstrap(group: gateway.group)
        .serverChannelOption(.backlog, value: 4096)
        // The system's queue is short when the listening ends, for what is in it then is lost.
        .serverChannelOption(.maxMessagesPerRead, value: 256)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        // One answer's writes fill no more than this before the upstream is held back.
        .childChannelOption(.writeBufferWaterMark, value: .init(low: 32 << 10, high: 64 << 10))
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let bytes = FirstByte()
            try pipeline.addHandler(bytes)
            try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
            try pipeline.addHandler(
              ClientConnection(gateway, on: channel.eventLoop, bytes: bytes, servesMetrics: servesMetrics))
          }
        }
      do {
        channel = try bootstrap.bind(host: wanted.host, port: wanted.port).wait()
      } catch {
        throw GatewayFault("cannot listen at \(wanted), \(error); is another server there?")
      }
      address = ListenAddress(host: wanted.host, port: channel.localAddress?.port ?? wanted.port)
    }

    func close() { channel.close(promise: nil) }
  }
#endif
