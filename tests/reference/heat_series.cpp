#include "reference/heat_series.hpp"

#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

namespace coalesce::reference {
namespace {

using Real = boost::multiprecision::cpp_bin_float_50;

struct Sums {
    Real density, survival;
};

Sums sum(double tau, double angle) {
    const Real c = cos(Real(angle));
    const Real& pi = boost::math::constants::pi<Real>();
    Real density = 1, survival = 1 + c, before = 1, here = c;
    for (int l = 1;; ++l) {
        const Real decay = exp(-Real(l) * (l + 1) * Real(tau));
        if (decay < Real(1e-50)) break;
        const Real after = ((2 * l + 1) * c * here - l * before) / (l + 1);
        density += (2 * l + 1) * decay * here;
        survival += decay * (after - before);  // (2l+1) ∫_{-1}^c P_l = P_{l+1}(c) - P_{l-1}(c)
        before = here;
        here = after;
    }
    return {density / (4 * pi), survival / 2};
}

}  // namespace

double heat_kernel(double tau, double angle) {
    return static_cast<double>(sum(tau, angle).density);
}
double heat_survival(double tau, double angle) {
    return static_cast<double>(sum(tau, angle).survival);
}

}  // namespace coalesce::reference
