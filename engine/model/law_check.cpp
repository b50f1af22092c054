#include "model/law_check.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "coalesce/model/issue.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

void check_positive(const std::string& path, double value) {
    if (!(value > 0)) throw Issue(path, "found " + decimal_text(value) + ", expected a number > 0");
    if (!(value <= largest_number)) throw Issue(path, "found " + decimal_text(value) + ", expected a number ≤ 1e+100");
}

void check_std(const std::string& path, double value) {
    if (!(value >= 0)) throw Issue(path, "found " + decimal_text(value) + ", expected a number ≥ 0");
    if (!(value <= largest_number)) throw Issue(path, "found " + decimal_text(value) + ", expected a number ≤ 1e+100");
}

void check_coordinates(const std::string& path, const Vec3& v, int dimension) {
    for (const double x : v) {
        if (!(std::abs(x) <= largest_number)) {
            throw Issue(path, "found the coordinate " + decimal_text(x) + ", expected numbers of magnitude ≤ 1e+100");
        }
    }
    if (dimension == 2 && v[2] != 0) throw Issue(path, "found 3 coordinates, expected 2 since dimension is 2");
    if (v == Vec3{0, 0, 0}) throw Issue(path, "found the zero vector, expected a direction");
}

void check_not_empty(const char* list, std::size_t size) {
    if (size == 0) throw Issue(law_path + "." + list, std::string("found no ") + list + ", expected at least one");
}

struct Check {
    int dimension;

    void operator()(const UniformLaw&) const {}
    void operator()(const MixtureLaw& law) const {
        check_not_empty("components", law.components.size());
        for (std::size_t k = 0; k < law.components.size(); ++k) {
            const std::string path = law_path + ".components." + std::to_string(k);
            check_positive(path + ".weight", law.components[k].weight);
            check_coordinates(path + ".mean", law.components[k].mean, dimension);
            check_std(path + ".std", law.components[k].std);
        }
    }
    void operator()(const AzimuthalLaw& law) const {
        if (dimension != 3) {
            throw Issue(law_path + ".kind", "found \"azimuthal\" with dimension 2, expected dimension 3 (S^2)");
        }
        check_not_empty("components", law.components.size());
        for (std::size_t k = 0; k < law.components.size(); ++k) {
            const std::string path = law_path + ".components." + std::to_string(k);
            const double mean = law.components[k].mean;
            check_positive(path + ".weight", law.components[k].weight);
            if (!(std::abs(mean) <= largest_number)) {
                throw Issue(path + ".mean", "found " + decimal_text(mean) + ", expected an angle in radians");
            }
            check_std(path + ".std", law.components[k].std);
        }
    }
    void operator()(const PointsLaw& law) const {
        check_not_empty("points", law.points.size());
        for (std::size_t i = 0; i < law.points.size(); ++i) {
            // Formatting the path costs more than the check, and there may be millions of points.
            const Vec3& p = law.points[i];
            const bool ordinary = std::abs(p[0]) <= 1 && std::abs(p[1]) <= 1 && std::abs(p[2]) <= 1;
            if (ordinary && p != Vec3{0, 0, 0} && (dimension == 3 || p[2] == 0)) continue;
            check_coordinates(law_path + ".points." + std::to_string(i), p, dimension);
        }
        if (!law.masses.empty() && law.masses.size() != law.points.size()) {
            throw Issue(law_path + ".masses", "found " + std::to_string(law.masses.size()) + " masses for " +
                                                  std::to_string(law.points.size()) + " points, expected one a point");
        }
        for (std::size_t i = 0; i < law.masses.size(); ++i) {
            if (law.masses[i] > 0 && law.masses[i] <= largest_number) continue;
            check_positive(law_path + ".masses." + std::to_string(i), law.masses[i]);
        }
    }
    void operator()(const FileLaw& law) const {
        if (law.path.empty())
            throw Issue(law_path + ".path",
                        "found an empty text, expected the name of a token file (.npy, .npz, .csv, .txt)");
    }
};

}  // namespace

void check_law(const InitialLaw& law, int dimension) {
    std::visit(Check{dimension}, law);
}

Vec3 direction_of(const Vec3& v) {
    const double largest = std::max({std::abs(v[0]), std::abs(v[1]), std::abs(v[2])});
    return normalised({v[0] / largest, v[1] / largest, v[2] / largest});
}

}  // namespace coalesce
