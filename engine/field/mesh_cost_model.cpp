#include "field/mesh_cost_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace coalesce {

namespace {

constexpr int orders[] = {6, 8, 10};
/// Cells along a panel's side, growing by about a third.
constexpr int grid_sides[] = {4,  6,  8,   12,  16,  20,  24,  32,  40,  48,  64,
                              80, 96, 128, 160, 192, 256, 320, 384, 512, 768, 1024};
constexpr int circle_factor = 4;  ///< a ring is cheap: it has this many times more cells a side

/// Costs in pairs of a direct single-precision sum on the same machine (bench_kernels, one thread, AVX-512; with AVX2
/// up to a fifth lower), by order 6, 8, 10: locating, depositing and reading a token whose neighbours in memory share
/// its cell (sorted) or do not (lone).
constexpr double sorted_token_sphere[] = {88, 123, 170}, lone_token_sphere[] = {260, 490, 950};
constexpr double sorted_token_circle[] = {43, 49, 56}, lone_token_circle[] = {126, 155, 263};
/// Tokens per cell above which most tokens share a cell with a neighbour in memory; tokens above which Simulation keeps
/// a cloud sorted.
constexpr double crowd = 4, sorted_from = 20000;
/// Cost of a node-to-node pair, with weights and picked-out sources; factor of double precision.
constexpr double node_pair = 1.5, double_pair = 2.4;
/// Cost of a direct pair whose exponential is not shared with the opposite one (B not symmetric, or fewer tokens than
/// mutual_from, see direct.hpp), in any precision; and of a shared one in single precision.
constexpr double plain_pair = 1.3, mutual_from = 2048, mutual_pair = 0.88;
/// A mesh must cost less than this part of a direct sum, because the direct sum is more exact.
constexpr double preference = 0.9;
/// Costs of clearing, adding up and judging a node, and of starting one evaluation.
constexpr double node_cost = 250, evaluation_cost = 40000;

std::size_t order_index(int p) {
    return static_cast<std::size_t>((p - 6) / 2);
}

/// Interpolation error in units of the field's size, for wave number k and spacing h.
double interpolation_error(int p, double kh) {
    return std::min(1.0, interpolation_constant(p) * std::pow(kh, p));
}

}  // namespace

MeshCostModel::MeshCostModel(const SolverSpec& spec, const Model& model, int dimension, std::size_t tokens)
    : dimension_(dimension),
      tokens_(static_cast<double>(tokens)),
      tolerance_(spec.tolerance),
      sharpness_(model.beta * score_bound(model)),
      precision_(5e-7 * (1 + sharpness_) <= tolerance_ / 2 ? Precision::single_ : Precision::double_),
      direct_precision_(resolve_precision(spec.precision, model)),
      mutual_(tokens_ >= mutual_from && query_key(model) == transposed(query_key(model))) {
    if (spec.precision != Precision::automatic) precision_ = spec.precision;
}

std::vector<MeshGrid> MeshCostModel::grids() const {
    std::vector<MeshGrid> grids;
    for (const int p : orders)
        for (const int side : grid_sides)
            grids.push_back({dimension_, dimension_ == 2 ? circle_factor * side : side, p});
    return grids;
}

std::optional<MeshGrid> MeshCostModel::first() const {
    // The kernel is 1/sqrt(β‖B‖) wide; its spectrum ends at a few times the inverse width.
    MeshCostModel guess = *this;
    guess.wave_number_ = 1 + 1.4 * std::sqrt(sharpness_);
    guess.pairs_ = dimension_ == 3 ? 36 : 16;
    if (const auto grid = guess.best()) return grid;
    std::optional<MeshGrid> finest;
    for (const MeshGrid& grid : grids())
        if (guess.cost(grid) < direct_cost() && (!finest || guess.expected_error(grid) < guess.expected_error(*finest)))
            finest = grid;
    return finest;
}

void MeshCostModel::learn(const MeshGrid& grid, double error, double pairs) {
    const double least = std::numeric_limits<double>::epsilon();
    wave_number_ = std::pow(std::max(error, least) / interpolation_constant(grid.p), 1.0 / grid.p) / grid.spacing();
    pairs_ = pairs / std::pow(grid.n + grid.p, 2 * (dimension_ - 1));
    if (!(error <= tolerance_)) failed_ = std::max(failed_, grid.spacing());
}

double MeshCostModel::expected_error(const MeshGrid& grid) const {
    return interpolation_error(grid.p, wave_number_ * grid.spacing());
}

double MeshCostModel::token_cost(const MeshGrid& grid) const {
    const bool sorted = tokens_ >= sorted_from && tokens_ >= crowd * static_cast<double>(grid.cells());
    const double* by_order = dimension_ == 3 ? (sorted ? sorted_token_sphere : lone_token_sphere)
                                             : (sorted ? sorted_token_circle : lone_token_circle);
    return by_order[order_index(grid.p)];
}

double MeshCostModel::cost(const MeshGrid& grid) const {
    const double pairs = pairs_ * std::pow(grid.n + grid.p, 2 * (dimension_ - 1));
    const double pair = node_pair * (precision_ == Precision::double_ ? double_pair : 1);
    return token_cost(grid) * tokens_ + pair * pairs + node_cost * static_cast<double>(grid.nodes()) + evaluation_cost;
}

double MeshCostModel::direct_cost() const {
    const bool exact = direct_precision_ == Precision::double_;
    const double pair = !mutual_ ? plain_pair : exact ? 1 : mutual_pair;
    return preference * (exact ? double_pair : 1) * pair * tokens_ * tokens_;
}

std::optional<MeshGrid> MeshCostModel::best() const {
    std::optional<MeshGrid> best;
    for (const MeshGrid& grid : grids()) {
        if (expected_error(grid) > tolerance_ || (failed_ > 0 && grid.spacing() >= failed_ && grid.p <= 6)) continue;
        if (!best || cost(grid) < cost(*best)) best = grid;
    }
    if (best && cost(*best) >= direct_cost()) return {};
    return best;
}

}  // namespace coalesce
