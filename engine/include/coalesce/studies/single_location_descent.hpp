#pragma once

#include <cstddef>
#include <vector>

#include "coalesce/studies/single_location.hpp"

namespace coalesce {

/// Directions u and v, d coordinates each, padded by zeros to LocationData::width.
struct Student {
    std::vector<double> u, v;
};

/// n samples of L tokens. The law is invariant under rotation of u*, v*: here they are the first two axes.
struct LocationData {
    std::size_t samples = 0, tokens = 0;
    std::size_t width = 0;            ///< d rounded up to a multiple of 8; the padding is 0
    std::vector<double> x;            ///< samples × tokens × width
    std::vector<double> label;        ///< y, with label noise
    std::vector<std::size_t> secret;  ///< l*, from 0

    const double* sample(std::size_t k) const { return x.data() + k * tokens * width; }
};

/// Draws data: same numbers for every number of threads; fewer samples are the first of more. @throws RunError if
/// memory ends
LocationData draw_data(const SingleLocation& settings);
/// Start of the descent. On the manifold all order parameters but μ and ν are 0 to rounding.
Student start_of(const SingleLocation& settings);
OrderParameters order_of(const Student& student);

/// Computes the mean over the data of (f - y)², and its Euclidean gradient
///
///   ∇_u = (2/n) Σ (f-y) β√d Σ_l w_l (s_l - f) x_l,   ∇_v = (2/n) Σ (f-y) Σ_l w_l σ'(<x_l,v>) x_l
///
/// with w = softmax(β√d <x_l,u>) and s_l = σ(<x_l,v>). Sums over samples have a fixed order. One pass over the data: a
/// sample's tokens stay in the cache until their weights are known.
double loss_and_gradient(const SingleLocation& settings, const LocationData& data, const Student& at,
                         Student& gradient);

/// Full-batch projected Riemannian gradient descent (SLR §5): u <- normalise(u - step P_u ∇_u), v likewise, from the
/// same point.
class LocationDescent {
  public:
    explicit LocationDescent(const SingleLocation& settings);
    void advance();
    std::int64_t iteration() const { return iteration_; }
    /// Loss of the present student.
    double loss() const { return loss_; }
    const Student& student() const { return student_; }
    const LocationData& data() const { return data_; }
    OrderParameters order() const { return order_of(student_); }

  private:
    SingleLocation settings_;
    LocationData data_;
    Student student_, gradient_;
    double loss_ = 0;
    std::int64_t iteration_ = 0;
};

/// Attention to one token of a sample.
struct TokenView {
    double along_u = 0, along_v = 0;  ///< <x,u>, <x,v>
    double weight = 0;
};
std::vector<TokenView> view_tokens(const SingleLocation& settings, const LocationData& data, const Student& student,
                                   std::size_t sample);

}  // namespace coalesce
