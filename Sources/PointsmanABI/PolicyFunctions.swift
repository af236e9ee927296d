// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

public import CPointsman
internal import Pointsman

// Safe, in all of them: as in Functions.swift.

@c @implementation
public func pm_policy_named(
  _ router: OpaquePointer!, _ name: UnsafePointer<CChar>!, _ prices: UnsafePointer<CChar>!,
  _ policy: UnsafeMutablePointer<OpaquePointer?>!
) -> pm_status {
  status { () throws(ABIError) in
    let handle = try unsafe RouterHandle.borrowed(router)
    let policy = try unsafe required(policy, "policy")
    let name = unsafe String(cString: try required(name, "name"))
    do throws(RouterError) {
      let rules = try handle.router.policy(named: name)
      unsafe policy.pointee = try PolicyHandle(handle, rules, prices: unsafe prices.bytes).retained()
    } catch {
      throw .router(error)
    }
  }
}

@c @implementation
public func pm_policy_json(
  _ router: OpaquePointer!, _ json: UnsafePointer<CChar>!, _ prices: UnsafePointer<CChar>!,
  _ policy: UnsafeMutablePointer<OpaquePointer?>!
) -> pm_status {
  status { () throws(ABIError) in
    let handle = try unsafe RouterHandle.borrowed(router)
    let policy = try unsafe required(policy, "policy")
    guard let json = unsafe json.bytes else { throw .invalidArgument("json is NULL") }
    do throws(RouterError) {
      let rules = try Policy(json: json)
      unsafe policy.pointee = try PolicyHandle(handle, rules, prices: unsafe prices.bytes).retained()
    } catch {
      throw .router(error)
    }
  }
}

@c @implementation
public func pm_policy_free(_ policy: OpaquePointer!) {
  if let policy = unsafe policy { unsafe PolicyHandle.free(policy) }
}

/// The object behind a `pm_policy *`: rules bound to a router.
final class PolicyHandle: Sendable {
  let policy: BoundPolicy
  /// The router that it was made for.
  let router: RouterHandle

  /// `prices` is the text of a price list; nil goes by recorded costs.
  init(_ router: RouterHandle, _ rules: Policy, prices: [UInt8]?) throws(RouterError) {
    let list: PriceList? = if let prices { try PriceList(json: prices) } else { nil }
    self.router = router
    policy = try BoundPolicy(router.router, under: rules, prices: list)
  }

  /// A pointer that owns the handle, until `free`.
  consuming func retained() -> OpaquePointer { unsafe OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

  /// The handle behind a pointer that C passed.
  static func borrowed(_ pointer: OpaquePointer) -> PolicyHandle {
    // Safe: the header asks for a policy that was made and not freed.
    unsafe Unmanaged<PolicyHandle>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
  }

  static func free(_ pointer: OpaquePointer) {
    // Safe: as `borrowed`; balances `retained`.
    unsafe Unmanaged<PolicyHandle>.fromOpaque(UnsafeRawPointer(pointer)).release()
  }
}

extension UnsafePointer<CChar>? {
  /// The bytes before the NUL; nil for NULL.
  // Safe: the header asks for a string that a NUL ends.
  fileprivate var bytes: [UInt8]? { unsafe self.map { unsafe Array(String(cString: $0).utf8) } }
}
