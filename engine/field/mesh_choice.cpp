#include "field/mesh_choice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace coalesce {

namespace {

constexpr int orders[] = {6, 8, 10};
/// Cells along a side, a third finer from one to the next.
constexpr int sides[] = {4, 6, 8, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512, 768, 1024};
constexpr int circle_factor = 4;  ///< a ring is cheap: its sides start finer and go further

/// Locating, depositing and reading a token, in pairs of a direct single-precision sum on the same machine; measured
/// with coalesce bench, on AVX-512 and AVX2 within a third of each other. {order 6, 8, 10}
constexpr double token_cost_sphere[] = {220, 260, 480};
constexpr double token_cost_circle[] = {130, 140, 190};
constexpr double double_pair = 4;  ///< a pair in double precision
/// Clearing and adding up a node of the deposits.
constexpr double node_cost = 300;

std::size_t order_index(int p) {
    return static_cast<std::size_t>((p - 6) / 2);
}

/// Error of interpolation in units of the field's size for wave number k and spacing h.
double interpolation_error(int p, double kh) {
    return std::min(1.0, interpolation_constant(p) * std::pow(kh, p));
}

}  // namespace

MeshChoice::MeshChoice(const SolverSpec& spec, const Model& model, int dimension, std::size_t tokens)
    : dimension_(dimension),
      tokens_(static_cast<double>(tokens)),
      tolerance_(spec.tolerance),
      sharpness_(model.beta * score_bound(model)),
      precision_(5e-7 * (1 + sharpness_) <= tolerance_ / 2 ? Precision::single_ : Precision::double_),
      direct_precision_(resolve_precision(spec.precision, model)) {
    if (spec.precision != Precision::automatic) precision_ = spec.precision;
}

std::vector<MeshGrid> MeshChoice::grids() const {
    std::vector<MeshGrid> grids;
    for (const int p : orders)
        for (const int side : sides) grids.push_back({dimension_, dimension_ == 2 ? circle_factor * side : side, p});
    return grids;
}

std::optional<MeshGrid> MeshChoice::first() const {
    // The width of the kernel is 1/sqrt(β‖B‖), and its wave numbers end at a few times the inverse of that.
    MeshChoice guess = *this;
    guess.wave_number_ = 1 + 1.4 * std::sqrt(sharpness_);
    guess.pairs_ = dimension_ == 3 ? 36 : 16;
    if (const auto grid = guess.best()) return grid;
    std::optional<MeshGrid> finest;
    for (const MeshGrid& grid : grids())
        if (guess.cost(grid) < direct_cost() &&
            (!finest || guess.expected_error(grid) < guess.expected_error(*finest)))
            finest = grid;
    return finest;
}

void MeshChoice::learn(const MeshGrid& grid, double error, double pairs) {
    const double least = std::numeric_limits<double>::epsilon();
    wave_number_ = std::pow(std::max(error, least) / interpolation_constant(grid.p), 1.0 / grid.p) / grid.spacing();
    pairs_ = pairs / std::pow(grid.n + grid.p, 2 * (dimension_ - 1));
    if (!(error <= tolerance_)) failed_ = std::max(failed_, grid.spacing());
}

double MeshChoice::expected_error(const MeshGrid& grid) const {
    return interpolation_error(grid.p, wave_number_ * grid.spacing());
}

double MeshChoice::cost(const MeshGrid& grid) const {
    const double pairs = pairs_ * std::pow(grid.n + grid.p, 2 * (dimension_ - 1));
    const double pair = precision_ == Precision::double_ ? double_pair : 1;
    const double token = (dimension_ == 3 ? token_cost_sphere : token_cost_circle)[order_index(grid.p)];
    return token * tokens_ + pair * pairs + node_cost * static_cast<double>(grid.nodes());
}

double MeshChoice::direct_cost() const {
    return (direct_precision_ == Precision::double_ ? double_pair : 1) * tokens_ * tokens_;
}

std::optional<MeshGrid> MeshChoice::best() const {
    std::optional<MeshGrid> best;
    for (const MeshGrid& grid : grids()) {
        if (expected_error(grid) > tolerance_ || (failed_ > 0 && grid.spacing() >= failed_ && grid.p <= 6)) continue;
        if (!best || cost(grid) < cost(*best)) best = grid;
    }
    if (best && cost(*best) >= direct_cost()) return {};
    return best;
}

}  // namespace coalesce
