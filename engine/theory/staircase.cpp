#include "coalesce/theory/staircase.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>

namespace coalesce {

namespace {

/// Returns the share of their path that cluster i covers.
double share_of_way(const PairingLaw& law, double own, double other, double angle) {
    if (law.attention == Attention::unnormalized) return other / (own + other);
    const auto share = [&](double theta) {
        const double half = std::sin(theta / 2);
        const double k = std::exp(-law.beta * law.lambda1 * 2 * half * half);
        const double ratio = other / own * (other + own * k) / (own + other * k);
        return ratio / (1 + ratio);
    };
    // k falls from 1 to 0 within a few widths 1/sqrt(βλ1).
    const double width = std::min(angle, 6 / std::sqrt(law.beta * law.lambda1));
    double sum = boost::math::quadrature::gauss_kronrod<double, 31>::integrate(share, 0.0, width, 5, 1e-12);
    if (width < angle)
        sum += boost::math::quadrature::gauss_kronrod<double, 31>::integrate(share, width, angle, 5, 1e-12);
    return sum / angle;
}

double log10_sum(double a, double b) {
    const double top = std::max(a, b);
    return std::isfinite(top) ? top + std::log10(std::pow(10, a - top) + std::pow(10, b - top)) : top;
}

}  // namespace

std::vector<PredictedMerge> predicted_staircase(const PairingLaw& law, const Cloud& clusters) {
    std::vector<Vec3> places;
    std::vector<double> masses;
    std::vector<std::size_t> names;
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        places.push_back(clusters.token(i));
        masses.push_back(clusters.mass(i));
        names.push_back(i);
    }
    std::vector<PredictedMerge> merges;
    double clock = -INFINITY;
    while (places.size() > 1) {
        Cloud now(clusters.dimension(), places.size());
        for (std::size_t i = 0; i < places.size(); ++i) now.set_token(i, places[i]);
        now.set_masses(masses);
        const NextMerge next = *next_merge(law, now);
        if (next.log10_time == INFINITY) break;
        const double a = masses[next.i], b = masses[next.j];
        const double angle = angle_between(places[next.i], places[next.j]);
        clock = log10_sum(clock, next.log10_time);
        const Vec3 towards = normalised(tangent_part(places[next.i], places[next.j]));
        const double way = angle > 0 ? share_of_way(law, a, b, angle) * angle : 0;
        const Vec3 meet = add(scaled(places[next.i], std::cos(way)), scaled(towards, std::sin(way)));
        merges.push_back({names[next.i], names[next.j], clock, {std::max(a, b), std::min(a, b)}, angle, meet});
        places[next.i] = normalised(meet);
        masses[next.i] = a + b;
        places.erase(places.begin() + static_cast<std::ptrdiff_t>(next.j));
        names.erase(names.begin() + static_cast<std::ptrdiff_t>(next.j));
        masses.erase(masses.begin() + static_cast<std::ptrdiff_t>(next.j));
    }
    return merges;
}

}  // namespace coalesce
