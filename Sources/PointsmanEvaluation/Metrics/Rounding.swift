/// Two mean scores nearer than this are the same number: it is above the rounding error of a mean of a million
/// values in [0, 1] (about √n · 2⁻⁵³ ≈ 1e-13) and far below any difference a benchmark can show. Sums and slopes are
/// held to it in proportion to their size.
let roundingError = 1e-12
