#pragma once

#include <span>
#include <vector>

#include "coalesce/model/cloud.hpp"
#include "coalesce/observe/sphere_grid.hpp"
#include "coalesce/theory/sphere_heat.hpp"

namespace coalesce {

/// A density on S^2 on a grid of longitude and latitude, for textures and maps.
struct SphereDensity {
    SphereGrid grid;           ///< places of the values
    std::vector<float> value;  ///< rows × columns, per steradian
    double width = 0;          ///< width of the smoothing kernel, radians
    float largest = 0;         ///< largest value

    /// Interpolates bilinearly; at the poles, the mean of the nearest row.
    double at(double longitude, double latitude) const;
};

/// Smooths the cloud by the von Mises–Fisher kernel exp(cos θ/w²)/(4π w² sinh(1/w²)), about a normal of standard
/// deviation w in each direction. Error (kernel_sums) 1.5e-4 of the largest value, at spacing w/4. The grid has at most
/// 480 rows, for which a kernel below 0.026 is widened to that.
///
/// @param width  radians, > 0; 1/sqrt(β) is the width of the attention kernel
SphereDensity token_density(const Cloud& cloud, double width);

/// Smooths a mixture of heat kernels alike, as heat kernels at time τ + w²/2 (which differ from the von Mises–Fisher
/// kernel by O(w²)), on the same grid. Error below 1e-4 of the largest value.
SphereDensity heat_density(std::span<const SphereComponent> law, double width);

}  // namespace coalesce
