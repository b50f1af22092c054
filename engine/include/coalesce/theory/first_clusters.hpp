#pragma once

#include "coalesce/theory/growth.hpp"

namespace coalesce {

/// Expected number of maxima of the potential (λ2/b) log Z of a random, nearly uniform crowd whose ripples have grown
/// linearly for a time t: each is a basin that tokens fall into, and so the number of clusters that first form.
///
/// N independent tokens start with ripples of equal strength in all components, so that at time t the potential is a
/// Gaussian field of spectrum C_k = (g_k e^{rate(k) t})², g_k the kernel's eigenvalues; a wave number has 2 components
/// on the circle, a degree 2l+1 on S^2. With q = k² or l(l+1), the eigenvalue of -Δ, <·> the mean over all components
/// weighted by C, and Q = <q²>/<q>, the number is isotropic_maxima() of Q.
///
/// @param law  valid
/// @param t    time since the uniform start, per unit of time as the law's rates
double expected_maxima(const GrowthLaw& law, double t);

/// Expected number of maxima of an isotropic Gaussian field, by the formula of Kac and Rice; exact.
///
///   circle  sqrt(Q)
///   S^2     1 + (Q-2)^{3/2} / (2 sqrt(3Q-2))      about Q/(2 sqrt(3)); Q = l(l+1) for a single degree
///
/// On S^2 the gradient's components have variance <q>/2. At a critical point the Hessian's trace u and the two parts v,
/// w of its rest are independent with variances <q²>, s² and s², s² = <q²>/2 - <q>, and it is a maximum if u < 0 and
/// u² > R = v² + w². The number is 4π p(∇ = 0) E[(u² - R)⁺]/8, p = 1/(π<q>), and R/2s² is exponential, so that
/// E[(u² - R)⁺] = <q²> - 2s² + 2s²/sqrt(1 + <q²>/s²).
/// Source: Rice 1945; on the plane Longuet-Higgins 1957; on spheres derived.
///
/// @param Q  at least 1 on the circle, at least 2 on S^2
double isotropic_maxima(int dimension, double Q);

/// expected_maxima() when the ripples of chance among N tokens are no longer small (chance_time): those of the clusters
/// that form. Softmax, λ1, λ2 > 0.
/// @param sharpness  b = βλ1, 0 < b ≤ 1e8
double expected_first_clusters(int dimension, double sharpness, double lambda2, double tokens);

}  // namespace coalesce
