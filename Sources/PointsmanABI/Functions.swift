// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

public import CPointsman
internal import Pointsman
internal import PointsmanSupport

// The functions of pointsman.h; the compiler holds their types to the header, which documents them.
//
// Safe, in all of them: the header asks for pointers to memory that the caller owns; NULL is refused where a value is
// read or written.

private let version = CString(Version.current)

@c @implementation
public func pm_version() -> UnsafePointer<CChar>! { unsafe UnsafePointer(version.pointer) }

@c @implementation
public func pm_last_error() -> UnsafePointer<CChar>! { unsafe LastError.message ?? UnsafePointer(noError.pointer) }

private let noError = CString("")

@c @implementation
public func pm_open(_ path: UnsafePointer<CChar>!, _ router: UnsafeMutablePointer<OpaquePointer?>!) -> pm_status {
  status { () throws(ABIError) in
    let router = try unsafe required(router, "router")
    let path = unsafe String(cString: try required(path, "path"))
    do throws(RouterError) {
      unsafe router.pointee = RouterHandle(try Router(contentsOf: path)).retained()
    } catch {
      throw .router(error)
    }
  }
}

@c @implementation
public func pm_open_bytes(
  _ bytes: UnsafeRawPointer!, _ count: Int, _ router: UnsafeMutablePointer<OpaquePointer?>!
) -> pm_status {
  status { () throws(ABIError) in
    let router = try unsafe required(router, "router")
    guard let bytes = unsafe bytes else { throw .invalidArgument("bytes is NULL") }
    let copy = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
    do throws(RouterError) {
      unsafe router.pointee = RouterHandle(try Router(bytes: copy)).retained()
    } catch {
      throw .router(error)
    }
  }
}

@c @implementation
public func pm_close(_ router: OpaquePointer!) {
  if let router = unsafe router { unsafe RouterHandle.close(router) }
}

@c @implementation
public func pm_model_count(_ router: OpaquePointer!) -> Int {
  unsafe (try? RouterHandle.borrowed(router))?.modelNames.count ?? 0
}

@c @implementation
public func pm_model_name(_ router: OpaquePointer!, _ index: Int) -> UnsafePointer<CChar>! {
  guard let names = unsafe (try? RouterHandle.borrowed(router))?.modelNames, names.indices.contains(index) else {
    return nil
  }
  return unsafe UnsafePointer(names[index].pointer)
}

@c @implementation
public func pm_digest(_ router: OpaquePointer!) -> UnsafePointer<CChar>! {
  unsafe (try? RouterHandle.borrowed(router)).map { unsafe UnsafePointer($0.digest.pointer) }
}

@c @implementation
public func pm_manifest(_ router: OpaquePointer!, _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!)
  -> pm_status
{
  status { () throws(ABIError) in
    let json = try unsafe required(json, "json")
    unsafe json.pointee = CString.copy(try RouterHandle.borrowed(router).router.manifest.json.text)
  }
}

@c @implementation
public func pm_verify(_ router: OpaquePointer!, _ difference: UnsafeMutablePointer<Double>!) -> pm_status {
  status { () throws(ABIError) in
    let router = try unsafe RouterHandle.borrowed(router).router
    do throws(RouterError) {
      try router.verifyDigest()
      let largest = try router.verifyGoldenPrompts()
      unsafe difference?.pointee = largest
    } catch {
      throw .router(error)
    }
  }
}

@c @implementation
public func pm_probabilities(
  _ router: OpaquePointer!, _ prompt: UnsafePointer<CChar>!, _ length: Int, _ options: UnsafePointer<pm_options>!,
  _ probabilities: UnsafeMutablePointer<Double>!
) -> pm_status {
  status { () throws(ABIError) in
    let handle = try unsafe RouterHandle.borrowed(router)
    let router = handle.router
    let probabilities = try unsafe required(probabilities, "probabilities")
    let prompt = try unsafe RoutingOptions(options, for: handle).prompt(prompt, length)
    let values: [Double]
    do throws(RouterError) {
      values = try router.probabilities(for: prompt)
    } catch {
      throw .router(error)
    }
    unsafe probabilities.update(from: values, count: values.count)
  }
}

@c @implementation
public func pm_route(
  _ router: OpaquePointer!, _ prompt: UnsafePointer<CChar>!, _ length: Int, _ options: UnsafePointer<pm_options>!,
  _ decision: UnsafeMutablePointer<pm_decision>!
) -> pm_status {
  status { () throws(ABIError) in
    let handle = try unsafe RouterHandle.borrowed(router)
    let decision = try unsafe required(decision, "decision")
    let size = unsafe decision.pointee.size
    guard size == MemoryLayout<pm_decision>.size else {
      throw .invalidArgument("the decision's size is \(size); start from PM_DECISION_INIT")
    }
    let options = try unsafe RoutingOptions(options, for: handle)
    let chosen = try options.route(try unsafe options.prompt(prompt, length))
    unsafe decision.pointee.model = handle.index(of: chosen)
    unsafe decision.pointee.margin = chosen.margin
    unsafe decision.pointee.expected_cost = chosen.expectedCost ?? .nan
  }
}

@c @implementation
public func pm_route_json(
  _ router: OpaquePointer!, _ prompt: UnsafePointer<CChar>!, _ length: Int, _ options: UnsafePointer<pm_options>!,
  _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> pm_status {
  status { () throws(ABIError) in
    let handle = try unsafe RouterHandle.borrowed(router)
    let json = try unsafe required(json, "json")
    let options = try unsafe RoutingOptions(options, for: handle)
    let chosen = try options.route(try unsafe options.prompt(prompt, length))
    unsafe json.pointee = CString.copy(chosen.json(id: nil, router: handle.router).text)
  }
}

@c @implementation
public func pm_explain(
  _ router: OpaquePointer!, _ prompt: UnsafePointer<CChar>!, _ length: Int, _ options: UnsafePointer<pm_options>!,
  _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> pm_status {
  status { () throws(ABIError) in
    let handle = try unsafe RouterHandle.borrowed(router)
    let router = handle.router
    let json = try unsafe required(json, "json")
    let prompt = try unsafe RoutingOptions(options, for: handle).prompt(prompt, length)
    do throws(RouterError) {
      unsafe json.pointee = CString.copy(try router.explanation(for: prompt).json.text)
    } catch {
      throw .router(error)
    }
  }
}

@c @implementation
public func pm_route_batch(
  _ router: OpaquePointer!, _ prompts: UnsafePointer<UnsafePointer<CChar>?>!, _ lengths: UnsafePointer<Int>!,
  _ count: Int, _ options: UnsafePointer<pm_options>!, _ models: UnsafeMutablePointer<UInt32>!,
  _ probabilities: UnsafeMutablePointer<Double>!
) -> pm_status {
  status { () throws(ABIError) in
    let handle = try unsafe RouterHandle.borrowed(router)
    let options = try unsafe RoutingOptions(options, for: handle)
    guard count > 0 else { return }
    let (prompts, lengths) = (try unsafe required(prompts, "prompts"), try unsafe required(lengths, "lengths"))
    let models = try unsafe required(models, "models")
    for k in 0..<count {
      do throws(ABIError) {
        let chosen = try options.route(try unsafe options.prompt(prompts[k], lengths[k]))
        unsafe handle.write(chosen, row: k, models, probabilities)
      } catch {
        throw .prompt(index: k, error)
      }
    }
  }
}

@c @implementation
public func pm_route_batch_within(
  _ router: OpaquePointer!, _ prompts: UnsafePointer<UnsafePointer<CChar>?>!, _ lengths: UnsafePointer<Int>!,
  _ count: Int, _ options: UnsafePointer<pm_options>!, _ budget: Double, _ models: UnsafeMutablePointer<UInt32>!,
  _ probabilities: UnsafeMutablePointer<Double>!
) -> pm_status {
  status { () throws(ABIError) in
    let handle = try unsafe RouterHandle.borrowed(router)
    let options = try unsafe RoutingOptions(options, for: handle)
    guard options.current == nil else {
      throw .invalidArgument("a budget moves prompts between models, and `current` holds them: give one")
    }
    let bound = try options.boundPolicy()
    guard count > 0 else { return }
    let (prompts, lengths) = (try unsafe required(prompts, "prompts"), try unsafe required(lengths, "lengths"))
    let models = try unsafe required(models, "models")
    var decisions: [Decision] = []
    for k in 0..<count {
      do throws(ABIError) {
        decisions.append(try options.route(try unsafe options.prompt(prompts[k], lengths[k])))
      } catch {
        throw .prompt(index: k, error)
      }
    }
    do throws(RouterError) {
      decisions = try bound.decisions(decisions, budget: budget)
    } catch {
      throw .router(error)
    }
    for k in 0..<count { unsafe handle.write(decisions[k], row: k, models, probabilities) }
  }
}

@c @implementation
public func pm_free(_ string: UnsafeMutablePointer<CChar>!) { unsafe CString.free(string) }

/// Runs `body`; a failure becomes the thread's last error.
func status(_ body: () throws(ABIError) -> Void) -> pm_status {
  do {
    try body()
    return pm_status(PM_OK)
  } catch {
    LastError.set(error.message)
    return error.status
  }
}

func required<Pointer>(_ pointer: Pointer?, _ name: String) throws(ABIError) -> Pointer {
  guard let pointer else { throw .invalidArgument("\(name) is NULL") }
  return pointer
}
