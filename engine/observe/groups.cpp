#include "coalesce/observe/groups.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "field/parallel.hpp"
#include "observe/radix_order.hpp"

namespace coalesce {
namespace {

/// Smallest angle that an eye tells apart on a sphere of some 20 cm, radians.
constexpr double widest_reach = 0.3;
constexpr double cells_a_reach = 3;
/// Below this cell side voxel numbers exceed 20 bits; links alone then decide.
constexpr double finest_cell = 1.0 / (1 << 18);

/// Dip that parts two hills: saddle below `share` of the lower peak, and sqrt(tokens) lower by more than `chance`.
struct Bound {
    double share, chance;
};
constexpr Bound parts_hills{0.75, 4}, stays_apart{0.9, 2};

/// Numbers cubes of one side, x fastest.
class Voxels {
  public:
    explicit Voxels(double side) : per_side_(1 / side) {}
    std::uint64_t key(const Vec3& x) const { return part(x[0]) | part(x[1]) << 20 | part(x[2]) << 40; }
    /// Steps of the number for one cube along y and along z.
    static constexpr std::uint64_t row = std::uint64_t{1} << 20, slab = std::uint64_t{1} << 40;

  private:
    // 1.5 and not 1: neighbours of the lowest voxel need numbers too.
    std::uint64_t part(double x) const { return static_cast<std::uint64_t>((x + 1.5) * per_side_) + 1; }
    double per_side_;
};

std::vector<std::uint32_t> order_by_voxel(const std::vector<Vec3>& places, double side,
                                          std::vector<std::uint64_t>& key) {
    const Voxels voxels(side);
    key.resize(places.size());
    for_each_token(places.size(), [&](std::size_t i) { key[i] = voxels.key(places[i]); });
    return rising_order(key);
}

/// Lumps: tokens of one cell each, sorted by voxels as wide as the kernel's radius.
struct Lumps {
    std::vector<Vec3> place;
    std::vector<double> mass;
    std::vector<std::int32_t> former;    ///< former label of the lump's first token
    std::vector<std::int32_t> of_token;  ///< N, lump of every token
};

Lumps lumps_of(const Cloud& cloud, double side, std::span<const std::int32_t> former) {
    std::vector<Vec3> places(cloud.size());
    for_each_token(cloud.size(), [&](std::size_t i) { places[i] = cloud.token(i); });
    std::vector<std::uint64_t> key;
    const std::vector<std::uint32_t> order = order_by_voxel(places, side, key);
    Lumps lumps;
    lumps.of_token.resize(cloud.size());
    for (std::size_t k = 0; k < order.size(); ++k) {
        const std::uint32_t i = order[k];
        if (k == 0 || key[i] != key[order[k - 1]]) {
            lumps.place.push_back({});
            lumps.mass.push_back(0);
            lumps.former.push_back(former.empty() ? 0 : former[i]);
        }
        lumps.place.back() = add(lumps.place.back(), scaled(places[i], cloud.mass(i)));
        lumps.mass.back() += cloud.mass(i);
        lumps.of_token[i] = static_cast<std::int32_t>(lumps.place.size() - 1);
    }
    for (Vec3& place : lumps.place) place = normalised(place);
    return lumps;
}

/// Sorts lumps by voxels of a side; returns their voxels.
std::vector<std::uint64_t> sort_lumps(Lumps& lumps, double side) {
    std::vector<std::uint64_t> key, sorted;
    const std::vector<std::uint32_t> order = order_by_voxel(lumps.place, side, key);
    Lumps to;
    std::vector<std::int32_t> place_of(order.size());
    for (const std::uint32_t k : order) {
        place_of[k] = static_cast<std::int32_t>(to.place.size());
        to.place.push_back(lumps.place[k]);
        to.mass.push_back(lumps.mass[k]);
        to.former.push_back(lumps.former[k]);
        sorted.push_back(key[k]);
    }
    to.of_token = std::move(lumps.of_token);
    for (std::int32_t& lump : to.of_token) lump = place_of[static_cast<std::size_t>(lump)];
    lumps = std::move(to);
    return sorted;
}

/// Densities at lumps, and links between lumps.
class Landscape {
  public:
    Landscape(Lumps& lumps, double reach)
        : link_(2 * std::sin(reach / 2)), kernel_(std::sqrt(10.0) / 2 * reach), key_(sort_lumps(lumps, kernel_)) {
        const std::size_t count = key_.size();
        for (std::size_t k = 0; k < count; ++k)
            if (k == 0 || key_[k] != key_[k - 1]) starts_.push_back(k);
        starts_.push_back(count);
        density.resize(count);
        links_.resize(starts_.size() - 1);
        first_link_.resize(count + 1);
        oneapi::tbb::parallel_for(std::size_t{0}, links_.size(), [&](std::size_t v) { look_from(lumps, v); });
        for (std::size_t v = 0; v < links_.size(); ++v)
            for (std::size_t k = starts_[v]; k < starts_[v + 1]; ++k)
                voxel_of_.push_back(static_cast<std::uint32_t>(v));
    }

    std::vector<double> density;
    std::span<const std::uint32_t> linked(std::size_t lump) const {
        const std::vector<std::uint32_t>& all = links_[voxel_of_[lump]];
        const bool last = lump + 1 == starts_[voxel_of_[lump] + 1];
        return std::span(all).subspan(first_link_[lump],
                                      (last ? all.size() : first_link_[lump + 1]) - first_link_[lump]);
    }

  private:
    struct Range {
        std::size_t begin, end;
    };
    /// Finds the lumps in a voxel and its 26 neighbours: nine runs along x.
    std::vector<Range> near(std::size_t voxel) const {
        std::vector<Range> ranges;
        const std::uint64_t own = key_[starts_[voxel]];
        const auto at = [&](std::uint64_t key) {
            return *std::lower_bound(starts_.begin(), starts_.end() - 1, key,
                                     [&](std::size_t start, std::uint64_t k) { return key_[start] < k; });
        };
        for (int z = -1; z <= 1; ++z)
            for (int y = -1; y <= 1; ++y) {
                const std::uint64_t middle =
                    own + static_cast<std::uint64_t>(z) * Voxels::slab + static_cast<std::uint64_t>(y) * Voxels::row;
                const Range range{at(middle - 1), at(middle + 2)};
                if (range.begin < range.end) ranges.push_back(range);
            }
        return ranges;
    }

    void look_from(const Lumps& lumps, std::size_t voxel) {
        const std::vector<Range> ranges = near(voxel);
        const double per_seen = 1 / (kernel_ * kernel_), linked = link_ * link_;
        std::vector<std::uint32_t>& links = links_[voxel];
        for (std::size_t i = starts_[voxel]; i < starts_[voxel + 1]; ++i) {
            const Vec3 x = lumps.place[i];
            first_link_[i] = links.size();
            double sum = 0;
            for (const Range& range : ranges)
                for (std::size_t j = range.begin; j < range.end; ++j) {
                    const Vec3 apart = add(lumps.place[j], scaled(x, -1));
                    const double square = dot(apart, apart);
                    const double share = std::max(0.0, 1 - square * per_seen);
                    sum += lumps.mass[j] * share * share * share;
                    if (square <= linked && j != i) links.push_back(static_cast<std::uint32_t>(j));
                }
            density[i] = sum;
        }
    }

    double link_, kernel_;                           // chords
    std::vector<std::uint64_t> key_;                 // voxel of every lump
    std::vector<std::size_t> starts_;                // first lump of every voxel
    std::vector<std::vector<std::uint32_t>> links_;  // voxel by voxel
    std::vector<std::size_t> first_link_;            // of every lump, within its voxel's links
    std::vector<std::uint32_t> voxel_of_;
};

/// Floods a landscape from its peaks downwards (Chazal et al. 2013): a lump joins the highest lump it is linked to,
/// and two hills that it links merge unless a dip parts them.
class Flood {
  public:
    Flood(const Landscape& land, const Lumps& lumps, double token)
        : land_(land), lumps_(lumps), token_(token), above_(lumps.place.size()) {
        std::iota(above_.begin(), above_.end(), 0U);
        std::vector<std::uint32_t> falling(above_);
        std::sort(falling.begin(), falling.end(), [&](std::uint32_t a, std::uint32_t b) { return higher(a, b); });
        for (const std::uint32_t lump : falling) add(lump);
    }
    std::uint32_t peak(std::uint32_t lump) {
        while (above_[lump] != lump) lump = above_[lump] = above_[above_[lump]];
        return lump;
    }

  private:
    bool higher(std::uint32_t a, std::uint32_t b) const {
        return land_.density[a] > land_.density[b] || (land_.density[a] == land_.density[b] && a < b);
    }
    void add(std::uint32_t lump) {
        std::uint32_t best = lump;
        for (const std::uint32_t other : land_.linked(lump))
            if (higher(other, best)) best = other;
        if (best == lump) return;
        above_[lump] = peak(best);
        for (const std::uint32_t other : land_.linked(lump)) {
            if (!higher(other, lump)) continue;
            std::uint32_t p = peak(lump), q = peak(other);
            if (p == q) continue;
            if (higher(q, p)) std::swap(p, q);
            if (!apart(p, q, land_.density[lump])) above_[q] = p;
        }
    }
    /// @param low  the lower of two peaks  @param saddle  density where their hills meet
    bool apart(std::uint32_t high, std::uint32_t low, double saddle) const {
        const Bound& bound = lumps_.former[high] != lumps_.former[low] ? stays_apart : parts_hills;
        const double peak = land_.density[low];
        return saddle < bound.share * peak && std::sqrt(peak / token_) - std::sqrt(saddle / token_) > bound.chance;
    }

    const Landscape& land_;
    const Lumps& lumps_;
    double token_;  ///< density that counts as one token
    std::vector<std::uint32_t> above_;
};

}  // namespace

double group_reach(double beta) {
    return std::min(default_linking_angle(beta), widest_reach);
}

double grain_of(const Cloud& cloud) {
    if (!cloud.weighted()) return 1 / static_cast<double>(cloud.size());
    const auto masses = cloud.masses();
    return std::inner_product(masses.begin(), masses.end(), masses.begin(), 0.0);
}

std::size_t counted(const std::vector<Cluster>& clusters) {
    constexpr double lightest = 0.01;
    return static_cast<std::size_t>(std::count_if(clusters.begin(), clusters.end(), [&](const Cluster& cluster) {
        return cluster.mass >= lightest * clusters.front().mass;
    }));
}

Groups find_groups(const Cloud& cloud, double beta, double grain, std::span<const std::int32_t> former) {
    const double reach = group_reach(beta);
    if (reach / cells_a_reach < finest_cell) return {link_clusters(cloud, reach), 0};
    Lumps lumps = lumps_of(cloud, reach / cells_a_reach, former);
    const Landscape land(lumps, reach);
    // ∫K²/∫K of the kernel, over a surface and along a line: c tokens of mass g under it give the density c g ∫K²/∫K
    // with the relative variance 1/c.
    const double fraction = cloud.dimension() == 3 ? 4.0 / 7 : 0.746;
    Flood flood(land, lumps, grain * fraction);
    std::vector<std::int32_t> label(cloud.size());
    for (std::size_t i = 0; i < label.size(); ++i)
        label[i] = static_cast<std::int32_t>(flood.peak(static_cast<std::uint32_t>(lumps.of_token[i])));
    Groups groups{clustering_of(cloud, std::move(label)), 0};
    for (std::size_t l = 0; l < lumps.mass.size(); ++l) groups.crowding += lumps.mass[l] * land.density[l];
    return groups;
}

}  // namespace coalesce
