#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "model/cloud.hpp"

namespace coalesce {

/// The law that initial tokens are drawn from (contract: tokens.law).
struct UniformLaw {
    bool operator==(const UniformLaw&) const = default;
};

/// Mixture about points of the sphere: wrapped normals of standard deviation `std` (radians) on S^1,
/// heat kernels at heat time std²/2 on S^2.
struct MixtureLaw {
    struct Component {
        double weight = 1;  ///< > 0; weights are scaled to sum 1
        Vec3 mean{1, 0, 0};
        double std = 0.2;  ///< ≥ 0; 0 is a point mass
        bool operator==(const Component&) const = default;
    };
    std::vector<Component> components;
    bool operator==(const MixtureLaw&) const = default;
};

/// S^2 only: azimuth from a mixture of wrapped normals, elevation uniform on [-π/2, π/2] (MS Fig. 2 and 4).
struct AzimuthalLaw {
    struct Component {
        double weight = 1;
        double mean = 0;   ///< azimuth in radians
        double std = 0.2;  ///< radians
        bool operator==(const Component&) const = default;
    };
    std::vector<Component> components;
    bool operator==(const AzimuthalLaw&) const = default;
};

/// Given points, normalised on load; masses empty (equal) or one positive number a point.
struct PointsLaw {
    std::vector<Vec3> points;
    std::vector<double> masses;
    bool operator==(const PointsLaw&) const = default;
};

/// An N×d .npy file of float32 or float64.
struct FileLaw {
    std::string path;
    /// How the scene's file names it relative to its own folder; empty where it names it by an absolute path. A scene
    /// that is written into another folder names it anew.
    std::string relative{};
    bool operator==(const FileLaw& other) const { return path == other.path; }
};

using InitialLaw = std::variant<UniformLaw, MixtureLaw, AzimuthalLaw, PointsLaw, FileLaw>;

/// "uniform", "mixture", "azimuthal", "points" or "file".
const char* kind_of(const InitialLaw& law);

/// Draws the initial cloud. Token i depends on (seed, i) alone, so N tokens agree with the first N of more.
///
/// @param count  ignored by `points` and `file`, which know their own
/// @throws InputError for what a scene may not ask for (an azimuthal law on S^1, a zero vector, an unreadable file …),
///         RunError where memory is known not to suffice for the tokens and one field of theirs
Cloud draw(const InitialLaw& law, int dimension, std::size_t count, std::uint64_t seed);

/// Number of tokens that draw() gives; of a file by its header. Throws InputError for a file that is not there, is no
/// .npy file, has not `dimension` columns, or more than 10^8 rows. Its values are not looked at.
std::size_t token_count(const InitialLaw& law, int dimension, std::size_t count);

/// Density of the law at x with respect to arc length (S^1) or area (S^2); weights scaled to sum 1.
/// Only for uniform, mixture and azimuthal; throws InputError for the laws that have none.
double density(const InitialLaw& law, int dimension, const Vec3& x);

/// Density on the circle of Σ_k a_k WN(m_k, s_k²) at `angle` (radians). Weights need not be scaled. std > 0.
struct WrappedNormal {
    double weight, mean, std;
};
double wrapped_normal_density(const std::vector<WrappedNormal>& mixture, double angle);
/// Mass of the same mixture on [from, to], from ≤ to ≤ from + 2π; exact up to rounding (error functions).
double wrapped_normal_mass(const std::vector<WrappedNormal>& mixture, double from, double to);

/// Heat kernel on S^2 at heat time τ > 0 and angular distance `angle`: Σ_l (2l+1)/(4π) e^{-l(l+1)τ} P_l(cos angle).
double sphere_heat_kernel(double tau, double angle);

}  // namespace coalesce
