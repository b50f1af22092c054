#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "coalesce/model/cloud.hpp"

namespace coalesce {

/// Cubes that tokens are sorted into, numbered with x fastest and z slowest. The circle is laid into the xz-plane.
/// Tokens within the linking distance are at most `reach` cubes apart along every axis; rows and columns stay empty at
/// the end, so that no neighbour wraps around.
class Cubes {
  public:
    /// @param cloud  has at least one token
    Cubes(const Cloud& cloud, double distance);

    /// Lays a point of the circle into the xz-plane; a point of S^2 is unchanged.
    Vec3 laid(const Vec3& x) const { return flat_ ? Vec3{x[0], 0, x[1]} : x; }
    /// Returns the key of a point given by laid().
    std::uint64_t key(const Vec3& x) const { return number(x, 0) + row_ * number(x, 1) + slab_ * number(x, 2); }
    std::uint64_t reach() const { return reach_; }  ///< cubes along an axis within which all linked tokens lie
    std::uint64_t row() const { return row_; }      ///< difference of the keys of neighbours along y
    std::uint64_t slab() const { return slab_; }    ///< difference of the keys of neighbours along z

  private:
    void set_side(double side, std::uint64_t reach);
    bool crowded(const Cloud& cloud) const;
    std::size_t place(int k) const { return flat_ && k == 1 ? 2 : static_cast<std::size_t>(k); }
    std::uint64_t number(const Vec3& x, std::size_t k) const {
        const double place = (x[k] - low_[k]) * per_side_;
        return place > 0 ? static_cast<std::uint64_t>(std::min(place, last_[k])) : 0;
    }

    bool flat_;
    Vec3 low_{}, extent_{}, last_{};
    double per_side_ = 1;
    std::uint64_t reach_ = 1, row_ = 0, slab_ = 0;
};

}  // namespace coalesce
