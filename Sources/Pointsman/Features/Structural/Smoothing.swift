internal import PointsmanSupport

/// log(1 + n): one more matters less the more there are.
func smoothCount(_ n: Int) -> Float { log1p(Float(n)) }

/// log(1 + x) of a quantity that is not negative.
func smoothCount(_ x: Double) -> Float { Float(log1p(x)) }

/// part / (whole + pseudoCount): zero for an empty text, and slow to leave it.
func share(_ part: Int, of whole: Int, pseudoCount: Float) -> Float { Float(part) / (Float(whole) + pseudoCount) }
