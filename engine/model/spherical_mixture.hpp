#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "model/heat_kernel.hpp"
#include "model/law.hpp"

namespace coalesce {

/// A mixture of heat kernels on S^2, ready to be drawn from. Components of one width share a sampler, and a width gets
/// a table only where it is drawn from often enough: ten thousand different widths cost no more than their tokens do.
class SphericalMixture {
  public:
    /// @param draws  number of tokens that will be drawn; decides what is tabulated, never what is drawn
    SphericalMixture(const MixtureLaw& law, std::size_t draws);
    /// @param u  two uniform numbers in (0, 1)
    Vec3 token(std::size_t component, const std::array<double, 2>& u) const;
    /// Widths that have a table.
    std::size_t tables() const;

  private:
    struct Component {
        Vec3 centre;
        std::array<Vec3, 2> basis;
        std::size_t width;  ///< index of its sampler
    };
    std::vector<Component> components_;
    std::vector<std::optional<HeatKernelSampler>> samplers_;  ///< none: a point mass
};

}  // namespace coalesce
