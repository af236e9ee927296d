/// A store's own name, and the key of its digests.
struct LogSettings {
  /// 16 random bytes.
  let name: [UInt8]
  let hmac: HMAC
  /// Tells keys apart without showing them.
  let keyCheck: [UInt8]

  /// Reads the settings, and makes them where the store is new.
  ///
  /// - Parameter configuredKey: Used, and never stored; nil uses the key in the store, made of 32 random bytes.
  init(of database: Database, path: String, configuredKey: [UInt8]?) throws(LogError) {
    if let configuredKey, configuredKey.count < 16 { throw .shortKey(bytes: configuredKey.count) }
    let settings = try LogError.at(path) { () throws(SQLiteError) in
      try database.transaction { () throws(SQLiteError) -> LogSettings? in
        let stored = try Self.value("hmac_key", in: database)
        let knownCheck = try Self.value("key_check", in: database)
        let key = configuredKey ?? stored ?? Self.randomBytes(32)
        let check = Self.check(of: key)
        guard knownCheck == nil || knownCheck == check else { return nil }
        if configuredKey == nil, stored == nil { try Self.set("hmac_key", key, in: database) }
        if knownCheck == nil { try Self.set("key_check", check, in: database) }
        return LogSettings(name: try Self.ownName(in: database), hmac: HMAC(key: key), keyCheck: check)
      }
    }
    guard let settings else { throw .otherKey(path: path) }
    self = settings
  }

  private init(name: [UInt8], hmac: HMAC, keyCheck: [UInt8]) {
    (self.name, self.hmac, self.keyCheck) = (name, hmac, keyCheck)
  }

  static func check(of key: [UInt8]) -> [UInt8] { Array(HMAC(key: key).code("pointsman decision log".utf8).prefix(8)) }

  static func value(_ name: String, in database: Database) throws(SQLiteError) -> [UInt8]? {
    let statement = try Statement(database, "SELECT value FROM settings WHERE name = ?")
    try statement.start([.text(name)])
    defer { statement.reset() }
    return try statement.next() ? statement.blob(0) : nil
  }

  static func set(_ name: String, _ value: [UInt8], in database: Database) throws(SQLiteError) {
    try database.run("INSERT INTO settings(name, value) VALUES(?, ?)", [.text(name), .blob(value)])
  }

  /// The store's own name, which its row of `stores` with the id 1 has.
  private static func ownName(in database: Database) throws(SQLiteError) -> [UInt8] {
    let statement = try Statement(database, "SELECT name FROM stores WHERE id = 1")
    try statement.start()
    if try statement.next(), let name = statement.blob(0) {
      statement.reset()
      return name
    }
    let name = randomBytes(16)
    try database.run("INSERT INTO stores(id, name) VALUES(1, ?)", [.blob(name)])
    return name
  }

  static func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in .random(in: .min ... .max, using: &generator) }
  }
}
