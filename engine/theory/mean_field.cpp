#include "coalesce/theory/mean_field.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "coalesce/model/error.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

/// Returns u_{i+k} on the ring, -M ≤ k ≤ M.
double at(const std::vector<double>& u, std::size_t i, int k) {
    const std::size_t n = u.size();
    std::size_t j = i + n + static_cast<std::size_t>(k);  // wraps around for k < 0
    while (j >= n) j -= n;
    return u[j];
}

/// Value at the upper end of cell c from the five cell means a … e (weights of Jiang and Shu 1996). Their ε = 1e-6 is
/// relative to the means here, because densities have a unit.
double weno(double a, double b, double c, double d, double e) {
    const auto square = [](double x) { return x * x; };
    const double s0 = 13.0 / 12 * square(a - 2 * b + c) + square(a - 4 * b + 3 * c) / 4;
    const double s1 = 13.0 / 12 * square(b - 2 * c + d) + square(b - d) / 4;
    const double s2 = 13.0 / 12 * square(c - 2 * d + e) + square(3 * c - 4 * d + e) / 4;
    const double size = std::max({std::abs(a), std::abs(b), std::abs(c), std::abs(d), std::abs(e)});
    const double epsilon = 1e-6 * size * size + std::numeric_limits<double>::min();
    const double w0 = 0.1 / square((epsilon + s0) / epsilon), w1 = 0.6 / square((epsilon + s1) / epsilon),
                 w2 = 0.3 / square((epsilon + s2) / epsilon);
    const double value = w0 * (2 * a - 7 * b + 11 * c) + w1 * (-b + 5 * c + 2 * d) + w2 * (2 * c + 5 * d - e);
    return value / (6 * (w0 + w1 + w2));
}

std::string failing_model(const Model& model, std::size_t cells) {
    if (model.dimension() != 2) return "dimension is 3, the mean-field limit is solved on the circle";
    if (model.causal) return "the causal mask is on: tokens are not exchangeable";
    const auto fewest = static_cast<std::size_t>(fewest_mean_field_cells(model));
    if (cells >= fewest) return {};
    return std::to_string(cells) + " cells do not resolve the kernel of width 1/sqrt(β ‖Q^T K‖), expected at least " +
           std::to_string(fewest);
}

}  // namespace

int fewest_mean_field_cells(const Model& model) {
    // 2π sqrt(b) / M ≤ 1/2. The kernel's Fourier coefficient at M/2, e^{-M²/8b}, is then at most 3e-9.
    const double fewest = std::ceil(4 * pi * std::sqrt(model.beta * score_bound(model)));
    return static_cast<int>(std::clamp(fewest, 8.0, 2e9));
}

std::string why_no_mean_field(const Model& model, const InitialLaw& law, int cells) {
    const std::string why_not = failing_model(model, static_cast<std::size_t>(std::max(cells, 0)));
    return why_not.empty() ? no_circle_density(law) : why_not;
}

MeanFieldCircle::MeanFieldCircle(const Model& model, const InitialLaw& law, int cells)
    : model_(model), cells_(law, cells) {
    make_table();
}

MeanFieldCircle::MeanFieldCircle(const Model& model, const std::vector<double>& cell_masses)
    : model_(model), cells_(cell_masses) {
    make_table();
}

void MeanFieldCircle::make_table() {
    const std::size_t m = cells_.size();
    const std::string why_not = failing_model(model_, m);
    if (!why_not.empty()) throw InputError("mean-field limit: " + why_not);
    const Matrix B = query_key(model_), Vt = transposed(model_.V);
    const double bound = model_.beta * score_bound(model_);
    top_speed_ = spectral_norm(model_.V);
    for (std::size_t j = 0; j < m; ++j) {
        cos_.push_back(std::cos(cells_.centre(j)));
        sin_.push_back(std::sin(cells_.centre(j)));
        const double edge = cells_.centre(j) - cells_.width() / 2, c = std::cos(edge), s = std::sin(edge);
        pull_.push_back(Vt * Vec3{-s, c, 0});
        query_.push_back(scaled(B * Vec3{c, s, 0}, model_.beta));
    }
    shift_.assign(m, bound);
    kernel_.resize(m * m);
    for (std::size_t i = 0; i < m; ++i) {
        double* row = kernel_.data() + i * m;
        for (std::size_t j = 0; j < m; ++j) row[j] = query_[i][0] * cos_[j] + query_[i][1] * sin_[j];
        if (model_.attention == Attention::softmax) shift_[i] = *std::max_element(row, row + m);
        for (std::size_t j = 0; j < m; ++j) row[j] = std::exp(row[j] - shift_[i]);
    }
}

/// Velocity if all masses are so far away that the table's terms have no digits left: relative to the largest term.
double MeanFieldCircle::far_velocity(std::size_t edge, const std::vector<double>& density) const {
    double top = -std::numeric_limits<double>::infinity(), total = 0, pulled = 0;
    const auto exponent = [&](std::size_t j) {
        return query_[edge][0] * cos_[j] + query_[edge][1] * sin_[j] + std::log(density[j]);
    };
    for (std::size_t j = 0; j < density.size(); ++j)
        if (density[j] > 0) top = std::max(top, exponent(j));
    for (std::size_t j = 0; j < density.size(); ++j) {
        if (!(density[j] > 0)) continue;
        const double weight = std::exp(exponent(j) - top);
        total += weight;
        pulled += weight * (pull_[edge][0] * cos_[j] + pull_[edge][1] * sin_[j]);
    }
    return pulled / total;
}

std::vector<double> MeanFieldCircle::velocities(const std::vector<double>& density) const {
    const std::size_t m = density.size();
    std::vector<double> values(3 * m), velocity(m);
    for (std::size_t j = 0; j < m; ++j) {
        // Converts means to values at centres: Σ over the ring with a smooth kernel then equals the integral of the
        // density.
        const double d2 = at(density, j, 1) - 2 * density[j] + at(density, j, -1);
        const double d4 =
            at(density, j, 2) - 4 * at(density, j, 1) + 6 * density[j] - 4 * at(density, j, -1) + at(density, j, -2);
        const double d6 = at(density, j, 3) - 6 * at(density, j, 2) + 15 * at(density, j, 1) - 20 * density[j] +
                          15 * at(density, j, -1) - 6 * at(density, j, -2) + at(density, j, -3);
        const double value = (density[j] - d2 / 24 + 3 * d4 / 640 - 5 * d6 / 7168) * cells_.width();
        values[j] = value;
        values[m + j] = value * cos_[j];
        values[2 * m + j] = value * sin_[j];
    }
    oneapi::tbb::parallel_for(std::size_t{0}, m, [&](std::size_t i) {
        const double* row = kernel_.data() + i * m;
        double total[4]{}, x[4]{}, y[4]{};  // four chains, which compilers turn into SIMD; m need not be a multiple
        std::size_t j = 0;
        for (; j + 4 <= m; j += 4) {
            for (std::size_t k = 0; k < 4; ++k) {
                total[k] += row[j + k] * values[j + k];
                x[k] += row[j + k] * values[m + j + k];
                y[k] += row[j + k] * values[2 * m + j + k];
            }
        }
        for (; j < m; ++j) {
            total[0] += row[j] * values[j];
            x[0] += row[j] * values[m + j];
            y[0] += row[j] * values[2 * m + j];
        }
        const double mass = (total[0] + total[1]) + (total[2] + total[3]);
        double v = pull_[i][0] * ((x[0] + x[1]) + (x[2] + x[3])) + pull_[i][1] * ((y[0] + y[1]) + (y[2] + y[3]));
        if (model_.attention == Attention::softmax) v = mass > 1e-280 ? v / mass : far_velocity(i, density);
        velocity[i] = std::clamp(v, -top_speed_, top_speed_);
    });
    return velocity;
}

/// Half of the bound that keeps the monotone scheme ≥ 0, so that velocities may grow within a step, and at most a tenth
/// of the shortest growth time of a smooth ripple.
double MeanFieldCircle::longest_step() const {
    const std::size_t m = velocity_.size();
    const double h = cells_.width();
    double outflow = 0;
    for (std::size_t i = 0; i < m; ++i) {
        const double leaving = std::max(velocity_[(i + 1) % m], 0.0) + std::max(-velocity_[i], 0.0);
        outflow = std::max(outflow, leaving);
    }
    return 1 / (2 * (outflow / h + 2 * model_.noise / (h * h)) + 10 * top_speed_);
}

void MeanFieldCircle::euler(const std::vector<double>& u, double dt, std::vector<double>& to) {
    const std::size_t m = u.size();
    const double h = cells_.width(), lambda = dt / h, D = model_.noise;
    low_.resize(m);
    high_.resize(m);
    for (std::size_t i = 0; i < m; ++i) {  // fluxes through the lower end of cell i
        const double v = velocity_[i], below = at(u, i, -1), above = u[i];
        const double l2 = at(u, i, -2), r1 = at(u, i, 1);
        const double face = v > 0 ? weno(at(u, i, -3), l2, below, above, r1) : weno(at(u, i, 2), r1, above, below, l2);
        const double slope =
            D > 0 ? (245 * (above - below) - 25 * (r1 - l2) + 2 * (at(u, i, 2) - at(u, i, -3))) / (180 * h) : 0;
        low_[i] = v * (v > 0 ? below : above) - D * (above - below) / h;
        high_[i] = v * face - D * slope - low_[i];
    }
    to.resize(m);
    room_.resize(m);
    for (std::size_t i = 0; i < m; ++i) {
        const std::size_t next = (i + 1) % m;
        to[i] = u[i] - lambda * (low_[next] - low_[i]);
        const double taken = lambda * (std::max(high_[next], 0.0) + std::max(-high_[i], 0.0));
        room_[i] = taken > to[i] ? std::max(to[i], 0.0) / taken : 1;
    }
    for (std::size_t i = 0; i < m; ++i) high_[i] *= high_[i] > 0 ? room_[(i + m - 1) % m] : room_[i];
    // The rest of a cell that was emptied may round to -1e-17 of it.
    for (std::size_t i = 0; i < m; ++i) to[i] -= lambda * (high_[(i + 1) % m] - high_[i]);
}

void MeanFieldCircle::advance_to(double time) {
    std::vector<double>& u = cells_.density;
    while (time_ < time) {
        velocity_ = velocities(u);
        const double longest = longest_step();
        const bool last = !(time_ + longest < time);
        const double dt = last ? time - time_ : longest;
        euler(u, dt, stage_[0]);
        velocity_ = velocities(stage_[0]);
        euler(stage_[0], dt, stage_[1]);
        for (std::size_t i = 0; i < u.size(); ++i) stage_[1][i] = 0.75 * u[i] + 0.25 * stage_[1][i];
        velocity_ = velocities(stage_[1]);
        euler(stage_[1], dt, stage_[0]);
        for (std::size_t i = 0; i < u.size(); ++i) u[i] = (u[i] + 2 * stage_[0][i]) / 3;
        time_ = last ? time : time_ + dt;
        ++steps_;
    }
    cells_.sum_up();
}

}  // namespace coalesce
