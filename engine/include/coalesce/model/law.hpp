#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "coalesce/model/cloud.hpp"

namespace coalesce {

/// The uniform law on S^1 or S^2. It and the structs below are the initial laws (key tokens.law of a scene file).
struct UniformLaw {
    static constexpr std::string_view kind = "uniform";
    bool operator==(const UniformLaw&) const = default;
};

/// Mixture about points of the sphere: wrapped normals of standard deviation `std` (radians) on S^1,
/// heat kernels at heat time std²/2 on S^2.
struct MixtureLaw {
    static constexpr std::string_view kind = "mixture";
    /// One part of the mixture.
    struct Component {
        double weight = 1;   ///< > 0; weights are scaled to sum 1
        Vec3 mean{1, 0, 0};  ///< centre, ≠ 0; normalised when drawn
        double std = 0.2;    ///< radians, ≥ 0; 0 is a point mass
        bool operator==(const Component&) const = default;
    };
    std::vector<Component> components;  ///< at least one
    bool operator==(const MixtureLaw&) const = default;
};

/// S^2 only: azimuth from a mixture of wrapped normals, elevation uniform on [-π/2, π/2] (MS Fig. 2 and 4).
struct AzimuthalLaw {
    static constexpr std::string_view kind = "azimuthal";
    /// One part of the mixture of azimuths.
    struct Component {
        double weight = 1;  ///< > 0; weights are scaled to sum 1
        double mean = 0;    ///< azimuth, radians
        double std = 0.2;   ///< radians, ≥ 0
        bool operator==(const Component&) const = default;
    };
    std::vector<Component> components;  ///< at least one
    bool operator==(const AzimuthalLaw&) const = default;
};

/// Given points.
struct PointsLaw {
    static constexpr std::string_view kind = "points";
    std::vector<Vec3> points;    ///< N, ≠ 0; normalised when drawn
    std::vector<double> masses;  ///< N positive numbers, or empty: equal
    bool operator==(const PointsLaw&) const = default;
};

/// A file of tokens: coordinates, or angles on S^1, with masses where it has them (token_file.hpp).
struct FileLaw {
    static constexpr std::string_view kind = "file";
    std::string path;  ///< absolute, or relative to the working folder
    /// The path relative to the scene file's folder, as written there; empty if the file has an absolute path. A scene
    /// written into another folder names the file anew (named_from).
    std::string relative{};
    bool operator==(const FileLaw& other) const { return path == other.path; }
};

/// The distribution of the tokens at time 0.
using InitialLaw = std::variant<UniformLaw, MixtureLaw, AzimuthalLaw, PointsLaw, FileLaw>;

/// Returns the word of the law in a scene file (tokens.law.kind): "uniform", "mixture", "azimuthal", "points" or
/// "file".
std::string_view kind_of(const InitialLaw& law);

/// Draws the initial cloud. Token i depends on (seed, i) alone, so N tokens agree with the first N of more.
///
/// @param count  ignored by `points` and `file`, which have their own
/// @throws InputError for an azimuthal law on S^1, a zero vector, an unreadable file …;
///         RunError if memory cannot hold the tokens and one field of them
Cloud draw(const InitialLaw& law, int dimension, std::size_t count, std::uint64_t seed);

/// Returns the number of tokens that draw() gives; for a file, read from its header, not its values. Throws InputError
/// if the file is missing, is no file of tokens, lacks `dimension` columns, or has more than 10^8 rows.
std::size_t token_count(const InitialLaw& law, int dimension, std::size_t count);

/// Density of the law at x with respect to arc length (S^1) or area (S^2); weights scaled to sum 1.
/// Only for uniform, mixture and azimuthal; throws InputError for the laws that have none.
double density(const InitialLaw& law, int dimension, const Vec3& x);

/// A component a WN(m, s²) of a mixture on the circle; m, s in radians, s > 0. Weights need not sum to 1.
struct WrappedNormal {
    double weight, mean, std;  ///< a, m, s
};
/// Density of the mixture at `angle` (radians) with respect to arc length.
double wrapped_normal_density(const std::vector<WrappedNormal>& mixture, double angle);
/// Mass of the mixture on [from, to], from ≤ to ≤ from + 2π; exact up to rounding (error functions).
double wrapped_normal_mass(const std::vector<WrappedNormal>& mixture, double from, double to);

/// Heat kernel on S^2 at heat time τ > 0 and angular distance `angle`: Σ_l (2l+1)/(4π) e^{-l(l+1)τ} P_l(cos angle).
double sphere_heat_kernel(double tau, double angle);

}  // namespace coalesce
