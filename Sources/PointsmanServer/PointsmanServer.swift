#if Gateway
  import AsyncHTTPClient
  import NIOCore
  import NIOHTTP1
  import NIOPosix
#endif

@main
struct PointsmanServer {
  static func main() {}
}
