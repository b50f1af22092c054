#pragma once

#include <cstdint>
#include <vector>

#include "coalesce/model/cloud.hpp"

namespace coalesce {

/// S(x) = Σ_j α_j exp((<x, x_j> - 1)/w²) and its derivatives at any point of S^{d-1}. log S is F at β = 1/w², whose
/// gradient is attention (field/field.hpp).
///
/// Tokens that share a cell of side w/6 are lumped at their mean, which widens the kernel by at most 0.1 %. Lumps
/// beyond 6.5 w are left out (e^{-21} of their mass). An evaluation costs one exponential per lump within reach.
class KernelField {
  public:
    /// Lumps a cloud.
    /// @param width  w, radians, > 0
    KernelField(const Cloud& cloud, double width);
    /// Takes given lumps. Masses may have both signs if S is positive, as those of a mesh's nodes.
    KernelField(int dimension, double width, std::vector<Vec3> places, std::vector<double> masses);

    int dimension() const { return dimension_; }
    double width() const { return width_; }
    /// Places of the lumps.
    const std::vector<Vec3>& lumps() const { return places_; }
    /// Lump of every token: N indices into lumps().
    const std::vector<std::int32_t>& lump_of() const { return lump_of_; }
    /// Number of lumps that an evaluation at x visits.
    std::size_t candidates(const Vec3& x) const;

    /// S and derivatives at x, with p_j = α_j exp(…)/S, in an orthonormal
    /// basis of the tangent space (S^1: the second vector is 0).
    struct Local {
        double sum = 0;                      ///< S(x)
        Vec3 mean{};                         ///< Σ p_j x_j - x, formed from the differences
        std::array<Vec3, 2> basis{};         ///< basis of the tangent space
        std::array<double, 2> shift{};       ///< mean in the basis: w² grad log S
        std::array<double, 3> covariance{};  ///< (11, 12, 22) of the x_j in the basis, under p
    };
    Local at(const Vec3& x) const;
    /// S(x) alone.
    double sum(const Vec3& x) const;

  private:
    /// Calls visit(begin, end) for ranges of lumps that contain all within reach of x.
    template <class Visit>
    void near(const Vec3& x, const Visit& visit) const;
    std::array<int, 2> bin_of(const Vec3& x) const;
    int columns_of(int row) const { return first_bin_[static_cast<std::size_t>(row) + 1] - first_bin_[row_at(row)]; }
    static std::size_t row_at(int row) { return static_cast<std::size_t>(row); }
    void make_lumps(const Cloud& cloud);
    void sort_into_bins();

    int dimension_;
    double width_;
    std::vector<Vec3> places_;
    std::vector<double> masses_;
    std::vector<std::int32_t> lump_of_;
    // Bins of about w by w: rows of latitude, cut into columns of longitude.
    int rows_ = 1;
    std::vector<int> first_bin_;             // first bin of a row; rows + 1 entries
    std::vector<std::size_t> first_in_bin_;  // first lump of a bin; bins + 1 entries
};

}  // namespace coalesce
