#include "reference/attention.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "reference/vectors.hpp"

namespace coalesce::reference {

namespace {

using Real = long double;
using Vector = Triple<Real>;
using Square = std::array<Vector, 3>;

Vector token(const Tokens& cloud, std::size_t i) {
    return triple<Real>(cloud.place[i]);
}

/// Largest eigenvalue of a symmetric 3×3 matrix by cyclic Jacobi: quadratic convergence, 30 sweeps are plenty.
Real largest_eigenvalue(Square a) {
    for (int sweep = 0; sweep < 30; ++sweep)
        for (const auto& [p, q] : {std::array<std::size_t, 2>{0, 1}, {0, 2}, {1, 2}}) {
            if (a[p][q] == 0) continue;
            const Real angle = 0.5L * std::atan2(2 * a[p][q], a[q][q] - a[p][p]);
            const Real c = std::cos(angle), s = std::sin(angle);
            for (auto& row : a) {
                const Real x = row[p], y = row[q];
                row[p] = c * x - s * y;
                row[q] = s * x + c * y;
            }
            for (std::size_t k = 0; k < 3; ++k) {
                const Real x = a[p][k], y = a[q][k];
                a[p][k] = c * x - s * y;
                a[q][k] = s * x + c * y;
            }
        }
    return std::max({a[0][0], a[1][1], a[2][2]});
}

Real norm_of_product(const Matrix& left_transposed, const Matrix& right) {
    Square b{}, gram{};
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
            for (int k = 0; k < 3; ++k)
                b[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] +=
                    Real{left_transposed(k, i)} * Real{right(k, j)};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            for (std::size_t k = 0; k < 3; ++k) gram[i][j] += b[k][i] * b[k][j];
    return std::sqrt(largest_eigenvalue(gram));
}

struct Sums {
    Vector mean;
    Real log_partition;
};

Sums sums_at(const Tokens& cloud, const Model& model, std::size_t i) {
    const std::size_t end = model.causal ? i + 1 : cloud.size();
    const Vector query = apply(model.Q, token(cloud, i));
    std::vector<Real> score(end);
    for (std::size_t j = 0; j < end; ++j) score[j] = Real{model.beta} * product(query, apply(model.K, token(cloud, j)));
    const Real top = *std::max_element(score.begin(), score.end());
    Real partition = 0;
    Vector moment{};
    for (std::size_t j = 0; j < end; ++j) {
        const Real weight = Real{cloud.mass[j]} * std::exp(score[j] - top);
        partition += weight;
        moment = combine(moment, weight, token(cloud, j));
    }
    Sums sums{times(moment, 1 / partition), std::log(partition) + top};
    if (!model.attention.softmax) {
        const Real factor = std::exp(sums.log_partition - Real{model.beta} * norm_of_product(model.Q, model.K));
        sums.mean = times(sums.mean, factor);
    }
    return sums;
}

Vector velocity(const Tokens& cloud, const Model& model, std::size_t i) {
    const Vector x = token(cloud, i), y = apply(model.V, sums_at(cloud, model, i).mean);
    return combine(y, -product(x, y), x);
}

/// Places x + h v, projected to the sphere if `normalise`.
std::vector<Point> moved(const Tokens& cloud, const std::vector<Point>& direction, double h, bool normalise) {
    std::vector<Point> places(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        Vector x = combine(token(cloud, i), Real{h}, triple<Real>(direction[i]));
        if (normalise) x = times(x, 1 / length(x));
        places[i] = rounded(x);
    }
    return places;
}

Tokens stage(const Tokens& cloud, const std::vector<Point>& direction, double h) {
    Tokens there = cloud;
    there.place = moved(cloud, direction, h, false);
    return there;
}

}  // namespace

TokenAttention attention_at(const Tokens& cloud, const Model& model, std::size_t i) {
    const Sums sums = sums_at(cloud, model, i);
    return {rounded(sums.mean), static_cast<double>(sums.log_partition)};
}

Point velocity_at(const Tokens& cloud, const Model& model, std::size_t i) {
    return rounded(velocity(cloud, model, i));
}

Point velocity_of_isotropic(const Tokens& cloud, const Model& model, std::size_t i) {
    const Vector x = token(cloud, i);
    const Vector query = apply(model.Q, x);
    Real partition = 0;
    Vector moment{};
    for (std::size_t j = 0; j < cloud.size(); ++j) {
        const Real score = product(query, apply(model.K, token(cloud, j)));
        const Real top =
            !model.attention.softmax ? norm_of_product(model.Q, model.K) : product(query, apply(model.K, x));
        const Real weight = Real{cloud.mass[j]} * std::exp(Real{model.beta} * (score - top));
        partition += weight;
        if (j != i) moment = combine(moment, weight, token(cloud, j));
    }
    const Vector pull = apply(model.V, times(moment, model.attention.softmax ? 1 / partition : Real{1}));
    return rounded(combine(pull, -product(x, pull), x));
}

std::vector<Point> velocities(const Tokens& cloud, const Model& model) {
    std::vector<Point> all(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) all[i] = velocity_at(cloud, model, i);
    return all;
}

double energy(const Tokens& cloud, const Model& model) {
    const Real s = norm_of_product(model.Q, model.K), beta = model.beta;
    Real sum = 0;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vector query = apply(model.Q, token(cloud, i));
        for (std::size_t j = 0; j < (model.causal ? i + 1 : cloud.size()); ++j) {
            const Real score = product(query, apply(model.K, token(cloud, j))) - s;
            sum +=
                Real{cloud.mass[i]} * Real{cloud.mass[j]} * (model.beta == 0 ? score : std::exp(beta * score) / beta);
        }
    }
    return static_cast<double>(sum / 2);
}

std::vector<Point> after_layer(const Tokens& cloud, const Model& model, double dt) {
    std::vector<Point> direction(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i)
        direction[i] = rounded(apply(model.V, sums_at(cloud, model, i).mean));
    return moved(cloud, direction, dt, true);
}

std::vector<Point> after_rk4(const Tokens& cloud, const Model& model, double dt) {
    const auto k1 = velocities(cloud, model);
    const auto k2 = velocities(stage(cloud, k1, dt / 2), model);
    const auto k3 = velocities(stage(cloud, k2, dt / 2), model);
    const auto k4 = velocities(stage(cloud, k3, dt), model);
    std::vector<Point> mean(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i)
        for (std::size_t k = 0; k < 3; ++k) mean[i][k] = (k1[i][k] + 2 * k2[i][k] + 2 * k3[i][k] + k4[i][k]) / 6;
    return moved(cloud, mean, dt, true);
}

namespace {

using Particles = std::vector<std::vector<Real>>;

Real inner(const std::vector<Real>& a, const std::vector<Real>& b) {
    Real sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
    return sum;
}

Particles particle_velocities(Attention attention, const Particles& x, Real beta) {
    Particles v(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        std::vector<Real> moment(x.size(), 0);
        Real partition = 0;
        for (const auto& y : x) {
            const Real weight = std::exp(beta * (inner(x[i], y) - 1));
            partition += weight;
            for (std::size_t k = 0; k < y.size(); ++k) moment[k] += weight * y[k];
        }
        const Real whole = attention.softmax ? partition : static_cast<Real>(x.size());
        const Real along = inner(x[i], moment);
        for (std::size_t k = 0; k < moment.size(); ++k) moment[k] = (moment[k] - along * x[i][k]) / whole;
        v[i] = moment;
    }
    return v;
}

Particles particles_moved(Particles x, const Particles& v, Real h) {
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t k = 0; k < x.size(); ++k) x[i][k] += h * v[i][k];
    return x;
}

}  // namespace

double equiangular_by_particles(Attention attention, int n, double beta, double rho, double time, int steps) {
    // x_i = a e_i + b Σ_j e_j: <x_i,x_j> = 2ab + n b², |x_i|² = a² + 2ab + n b².
    const auto count = static_cast<std::size_t>(n);
    const Real a = std::sqrt(1 - Real{rho}), b = (std::sqrt(a * a + n * Real{rho}) - a) / n;
    Particles x(count, std::vector<Real>(count, b));
    for (std::size_t i = 0; i < count; ++i) x[i][i] += a;
    const Real h = Real{time} / steps;
    for (int step = 0; step < steps; ++step) {
        const Particles k1 = particle_velocities(attention, x, beta);
        const Particles k2 = particle_velocities(attention, particles_moved(x, k1, h / 2), beta);
        const Particles k3 = particle_velocities(attention, particles_moved(x, k2, h / 2), beta);
        const Particles k4 = particle_velocities(attention, particles_moved(x, k3, h), beta);
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t k = 0; k < count; ++k)
                x[i][k] += h / 6 * (k1[i][k] + 2 * k2[i][k] + 2 * k3[i][k] + k4[i][k]);
            const Real length = std::sqrt(inner(x[i], x[i]));
            for (Real& coordinate : x[i]) coordinate /= length;
        }
    }
    Real sum = 0;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < count; ++j) sum += i == j ? 0 : inner(x[i], x[j]);
    return static_cast<double>(sum / (n * (n - Real{1})));
}

double spectral_norm(const Matrix& a) {
    Matrix identity;
    for (std::size_t k = 0; k < 3; ++k) identity.entry[k][k] = 1;
    return static_cast<double>(norm_of_product(identity, a));
}

}  // namespace coalesce::reference
