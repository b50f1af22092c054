#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "coalesce/model/law.hpp"
#include "model/heat_kernel.hpp"

namespace coalesce {

/// Draws from a mixture of heat kernels on S^2. Components of equal width share a sampler, which gets a table only if
/// drawn from often enough: ten thousand different widths cost no more than their tokens do.
class SphericalMixture {
  public:
    /// @param draws  number of tokens to be drawn; decides which widths are tabulated, never the drawn points
    SphericalMixture(const MixtureLaw& law, std::size_t draws);
    /// @param u  two uniform numbers in (0, 1)
    Vec3 token(std::size_t component, const std::array<double, 2>& u) const;
    /// Number of widths that have a table.
    std::size_t tables() const;

  private:
    struct Component {
        Vec3 centre;
        std::array<Vec3, 2> basis;
        std::size_t width;  ///< index of its sampler
    };
    std::vector<Component> components_;
    std::vector<std::optional<HeatKernelSampler>> samplers_;  ///< nullopt: a point mass
};

}  // namespace coalesce
