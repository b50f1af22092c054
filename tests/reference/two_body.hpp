#pragma once

namespace coalesce::reference {

/// Returns log of the time in which two clusters of masses m and 1 - m under softmax attention with Q = K = V = Id go
/// from `from` to `to` radians apart, by quadrature of
///
///   dθ/dt = -sin θ e (m/(1-m + e m) + (1-m)/(m + e (1-m))),  e = e^{-β(1 - cos θ)}.
///
/// In extended precision, with β(1 - cos from) up to some 10^4.
long double log_meeting_time(double beta, double mass, double from, double to);

}  // namespace coalesce::reference
