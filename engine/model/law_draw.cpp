#include "coalesce/model/law.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "coalesce/model/cloud_of_rows.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/memory.hpp"
#include "coalesce/model/random.hpp"
#include "coalesce/model/token_file.hpp"
#include "model/law_check.hpp"
#include "model/spherical_mixture.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

Vec3 on_circle(double angle) {
    return {std::cos(angle), std::sin(angle), 0};
}

/// Caps std at 10: a wrapped normal of std 10 differs from the uniform law by e^{-50}, below rounding. Without the cap
/// std = 1e20 would not be uniform, for doubles there are further apart than a turn.
double angular_spread(double std) {
    return std::min(std, 10.0);
}

/// Chooses a component from one uniform number.
class Chooser {
  public:
    template <class Component>
    explicit Chooser(const std::vector<Component>& components) {
        double sum = 0;
        for (const Component& component : components) cumulative_.push_back(sum += component.weight);
    }
    std::size_t operator()(double u) const {
        const auto at = std::upper_bound(cumulative_.begin(), cumulative_.end(), u * cumulative_.back());
        return std::min<std::size_t>(static_cast<std::size_t>(at - cumulative_.begin()), cumulative_.size() - 1);
    }

  private:
    std::vector<double> cumulative_;
};

void check_shape(const std::string& path, const TokenShape& shape, int dimension) {
    constexpr std::size_t most = 100'000'000;
    const auto [rows, columns, angles] = shape;
    if (angles && dimension != 2)
        throw InputError(path + ": found one number a token, an angle, expected 3 coordinates since dimension is 3");
    if (columns != static_cast<std::size_t>(dimension)) {
        throw InputError(path + ": found " + std::to_string(columns) + " coordinates a token, expected " +
                         std::to_string(dimension) + " since dimension is " + std::to_string(dimension));
    }
    if (rows > most) {
        throw InputError(path + ": found " + std::to_string(rows) + " tokens, expected at most " +
                         std::to_string(most));
    }
}

class Drawer {
  public:
    Drawer(int dimension, std::size_t count, std::uint64_t seed)
        : dimension_(dimension), count_(count), random_(seed, Stream::initial_law) {}

    Cloud operator()(const UniformLaw&) const {
        return fill([&](std::size_t i) {
            const auto u = random_.uniforms(i, 0);
            if (dimension_ == 2) return on_circle(2 * pi * u[0]);
            const double z = 2 * u[1] - 1, r = std::sqrt((1 - z) * (1 + z));  // Archimedes: height is uniform
            return Vec3{r * std::cos(2 * pi * u[0]), r * std::sin(2 * pi * u[0]), z};
        });
    }

    Cloud operator()(const MixtureLaw& law) const {
        const Chooser choose(law.components);
        if (dimension_ == 2) {
            std::vector<double> means;
            for (const auto& component : law.components) {
                const Vec3 mean = direction_of(component.mean);
                means.push_back(std::atan2(mean[1], mean[0]));
            }
            return fill([&](std::size_t i) {
                const std::size_t k = choose(random_.uniforms(i, 0)[0]);
                return on_circle(means[k] + angular_spread(law.components[k].std) * random_.normals(i, 1)[0]);
            });
        }
        const SphericalMixture mixture(law, count_);
        return fill(
            [&](std::size_t i) { return mixture.token(choose(random_.uniforms(i, 0)[0]), random_.uniforms(i, 1)); });
    }

    Cloud operator()(const AzimuthalLaw& law) const {
        const Chooser choose(law.components);
        return fill([&](std::size_t i) {
            const auto u = random_.uniforms(i, 0);
            const auto& component = law.components[choose(u[0])];
            const double elevation = pi * (u[1] - 0.5);
            const double azimuth =
                std::remainder(component.mean, 2 * pi) + angular_spread(component.std) * random_.normals(i, 1)[0];
            return Vec3{std::cos(elevation) * std::cos(azimuth), std::cos(elevation) * std::sin(azimuth),
                        std::sin(elevation)};
        });
    }

    Cloud operator()(const PointsLaw& law) const {
        Cloud cloud(dimension_, law.points.size());
        for (std::size_t i = 0; i < law.points.size(); ++i) cloud.set_token(i, direction_of(law.points[i]));
        cloud.set_masses(law.masses);
        return cloud;
    }

    Cloud operator()(const FileLaw& law) const {
        auto [array, masses] = read_tokens(law.path);
        // The file may have changed since token_count() read it.
        check_shape(law.path, {array.rows, array.columns}, dimension_);
        const auto columns = static_cast<std::ptrdiff_t>(array.columns);
        Cloud cloud = cloud_of_rows({array.values.data(), false, array.rows, array.columns, columns, 1}, law.path);
        cloud.set_masses(masses);
        // Those of another run's results stay as they are: scaling them again could change their last bits, and a run
        // that starts from them would differ from it.
        if (cloud.weighted() && sums_to_one(masses)) cloud.swap_masses(masses);
        return cloud;
    }

  private:
    template <class Token>
    Cloud fill(Token token) const {
        Cloud cloud(dimension_, count_);
        tbb::parallel_for(std::size_t{0}, count_, [&](std::size_t i) { cloud.set_token(i, token(i)); });
        return cloud;
    }

    static bool sums_to_one(const std::vector<double>& masses) {
        constexpr double rounding = 1e-12;
        return std::abs(std::accumulate(masses.begin(), masses.end(), 0.0) - 1) <= rounding;
    }

    int dimension_;
    std::size_t count_;
    CounterRandom random_;
};

}  // namespace

std::size_t token_count(const InitialLaw& law, int dimension, std::size_t count) {
    if (const auto* points = std::get_if<PointsLaw>(&law)) return points->points.size();
    const auto* file = std::get_if<FileLaw>(&law);
    if (!file) return count;
    const TokenShape shape = read_token_shape(file->path);
    check_shape(file->path, shape, dimension);
    return shape.rows;
}

Cloud draw(const InitialLaw& law, int dimension, std::size_t count, std::uint64_t seed) {
    try {
        check_law(law, dimension);
    } catch (const Issue& issue) {
        throw InputError(issue.line());
    }
    // Peak memory of the state and one field of it, by the mesh in float, measured on `coalesce field`: bytes a
    // coordinate.
    constexpr double per_coordinate = 40;
    check_memory(token_count(law, dimension, count), per_coordinate * dimension);
    return std::visit(Drawer(dimension, count, seed), law);
}

}  // namespace coalesce
