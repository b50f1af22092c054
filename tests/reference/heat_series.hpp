#pragma once

/// The heat kernel on S^2 by its Legendre series, summed in 50 digits so that cancellation does not matter.
namespace coalesce::reference {

/// Returns Σ_l (2l+1)/(4π) e^{-l(l+1)τ} P_l(cos angle).
double heat_kernel(double tau, double angle);
/// Returns P(angle from the centre > `angle`): the series integrated over the cap.
double heat_survival(double tau, double angle);

}  // namespace coalesce::reference
