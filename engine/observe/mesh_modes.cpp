#include "coalesce/observe/mesh_modes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "coalesce/observe/mean_shift.hpp"
#include "field/mesh_field.hpp"
#include "observe/mode_ascent.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

/// Climbs from node to node of a mesh.
class Climb {
  public:
    explicit Climb(const MeshField::Nodes& nodes) : nodes_(nodes), grid_(nodes.grid), up_(grid_.nodes(), unknown) {}

    /// Returns the node at which a climb from `node` ends.
    std::size_t top(std::size_t node) {
        std::size_t end = node;
        while (next(end) != end) end = next(end);
        while (next(node) != end) {  // compresses the path: later climbs are short
            const std::size_t above = next(node);
            up_[node] = static_cast<std::int32_t>(end);
            node = above;
        }
        return end;
    }
    /// Returns the highest corner of a cell.
    std::size_t start(std::size_t cell) const {
        const int rows = grid_.dimension == 3 ? 2 : 1;
        const auto before = static_cast<std::size_t>(grid_.before()), side = static_cast<std::size_t>(grid_.side());
        const std::size_t corner = grid_.first_node(cell) + before + (rows == 2 ? before * side : 0);
        std::size_t best = corner;
        for (const std::size_t other : {corner + 1, corner + side, corner + side + 1})
            if (rows == 2 || other == corner + 1) best = higher(other, best) ? other : best;
        return best;
    }

  private:
    static constexpr std::int32_t unknown = -1;

    double height(std::size_t node) const { return nodes_.value[4 * node + static_cast<std::size_t>(grid_.dimension)]; }
    /// Compares heights; of equal ones the earlier is higher.
    bool higher(std::size_t node, std::size_t than) const {
        if (!nodes_.known[node]) return false;
        return height(node) > height(than) || (height(node) == height(than) && node < than);
    }
    std::size_t next(std::size_t node) {
        if (up_[node] == unknown) up_[node] = static_cast<std::int32_t>(highest_near(node));
        return static_cast<std::size_t>(up_[node]);
    }

    std::size_t highest_near(std::size_t node) const {
        const auto side = static_cast<std::size_t>(grid_.side());
        const std::size_t panel = node / grid_.panel_nodes(), rest = node % grid_.panel_nodes();
        const auto column = static_cast<int>(rest % side), row = static_cast<int>(rest / side);
        const int rows = grid_.dimension == 3 ? grid_.side() : 1;
        std::size_t best = node;
        for (int r = std::max(row - 1, 0); r <= std::min(row + 1, rows - 1); ++r)
            for (int c = std::max(column - 1, 0); c <= std::min(column + 1, grid_.side() - 1); ++c) {
                const std::size_t other =
                    panel * grid_.panel_nodes() + static_cast<std::size_t>(r) * side + static_cast<std::size_t>(c);
                if (higher(other, best)) best = other;
            }
        if (const std::size_t twin = node_at(nodes_.point[node]); twin / grid_.panel_nodes() != panel)
            if (higher(twin, best)) best = twin;
        return best;
    }

    /// Returns the nearest node of the panel that a point belongs to, where a climb past an edge continues.
    std::size_t node_at(const Vec3& x) const {
        std::size_t axis = 0;
        const auto d = static_cast<std::size_t>(grid_.dimension);
        for (std::size_t k = 1; k < d; ++k) axis = std::abs(x[k]) > std::abs(x[axis]) ? k : axis;
        const auto along = [&](std::size_t k) {
            const double place = (std::atan(x[(axis + k) % d] / x[axis]) + pi / 4) / grid_.spacing();
            return static_cast<std::size_t>(std::lround(place)) + static_cast<std::size_t>(grid_.before());
        };
        const std::size_t panel = 2 * axis + (x[axis] < 0 ? 1 : 0);
        const std::size_t rest = d == 3 ? along(2) * static_cast<std::size_t>(grid_.side()) : 0;
        return panel * grid_.panel_nodes() + rest + along(1);
    }

    const MeshField::Nodes& nodes_;
    const MeshGrid& grid_;
    std::vector<std::int32_t> up_;
};

KernelField field_of(const MeshField::Nodes& nodes, double width) {
    const double total = std::accumulate(nodes.weight.begin(), nodes.weight.end(), 0.0);
    std::vector<Vec3> places;
    std::vector<double> masses;
    for (std::size_t k = 0; k < nodes.weight.size(); ++k) {
        if (nodes.weight[k] == 0) continue;
        places.push_back(nodes.point[k]);
        masses.push_back(nodes.weight[k] / total);
    }
    return {nodes.grid.dimension, width, std::move(places), std::move(masses)};
}

MeshModes by_mass(const std::vector<Vec3>& place, const std::vector<double>& mass) {
    std::vector<std::size_t> order(place.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return mass[a] > mass[b]; });
    MeshModes result;
    for (const std::size_t k : order) {
        result.modes.push_back(place[k]);
        result.masses.push_back(mass[k]);
    }
    return result;
}

MeshModes by_lumps(const Cloud& cloud, double width) {
    const MeanShift found = mean_shift(cloud, width);
    MeshModes result{found.modes, {}};
    for (const Cluster& cluster : found.clustering.clusters) result.masses.push_back(cluster.mass);
    return result;
}

}  // namespace

MeshModes mesh_modes(const MeshField& mesh, const Cloud& cloud, double width) {
    const MeshField::Nodes nodes = mesh.nodes();
    std::vector<double> in_cell(nodes.grid.cells(), 0.0);
    for (std::size_t i = 0; i < cloud.size(); ++i) in_cell[static_cast<std::size_t>(nodes.cell[i])] += cloud.mass(i);
    Climb climb(nodes);
    std::vector<std::int32_t> number(nodes.grid.nodes(), -1);  // mode number of the tops
    std::vector<Vec3> tops;
    std::vector<double> mass_below;
    for (std::size_t c = 0; c < nodes.grid.cells(); ++c) {
        if (!nodes.occupied[c]) continue;
        const std::size_t top = climb.top(climb.start(c));
        if (number[top] < 0) {
            number[top] = static_cast<std::int32_t>(tops.size());
            tops.push_back(nodes.point[top]);
            mass_below.push_back(0);
        }
        mass_below[static_cast<std::size_t>(number[top])] += in_cell[c];
    }
    const Modes found = ascend_to_modes(field_of(nodes, width), tops);
    std::vector<double> mass(found.place.size(), 0.0);
    for (std::size_t k = 0; k < tops.size(); ++k) mass[static_cast<std::size_t>(found.of_start[k])] += mass_below[k];
    return by_mass(found.place, mass);
}

MeshModes mesh_modes(const Cloud& cloud, double width) {
    constexpr double cells_a_width = 4;
    constexpr int most_cells = 1000, fewest_cells = 8, order = 8;
    constexpr double negligible = 1e-7;
    const double cells = std::ceil(pi / 2 / width * cells_a_width);
    if (cloud.size() == 0 || width >= pi || cells > most_cells) return by_lumps(cloud, width);
    Model model = Model::standard(cloud.dimension());
    model.beta = 1 / (width * width);
    MeshField mesh;
    mesh.evaluate_nodes(cloud, model, {cloud.dimension(), std::max(static_cast<int>(cells), fewest_cells), order},
                        resolve_precision(Precision::automatic, model), negligible);
    return mesh_modes(mesh, cloud, width);
}

}  // namespace coalesce
