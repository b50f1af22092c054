#include "observe/alignment_image.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <limits>

#include "coalesce/model/error.hpp"
#include "coalesce/observe/histogram.hpp"
#include "coalesce/observe/sliced_wasserstein.hpp"
#include "coalesce/observe/wasserstein.hpp"
#include "coalesce/theory/alignment.hpp"
#include "theory/setting.hpp"

namespace coalesce {
namespace {

constexpr std::size_t most_image_tokens = 512;
/// Longest time followed, in units of 1/‖V‖. A turning E_max costs about 5 steps a radian and a token: this is 0.1 s of
/// work for all tokens, and an alignment a hundred times slower than ‖V‖ is over by then.
constexpr double turns_followed = 300;
/// Tokens that move less than this in a time of 1/‖V‖ count as at rest, radians.
constexpr double at_rest = 1e-9;

std::string failing_assumption(const Model& model) {
    std::string why = failing_setting(model);
    if (!why.empty()) return why;
    const Matrix a = alignment_matrix(model);
    const double size = spectral_norm(a);
    if (size == 0) return "V K^T Q is zero: no alignment phase";
    const Matrix multiple = (a(0, 0)) * Matrix::identity(a.dimension);
    double rest = 0;
    for (std::size_t k = 0; k < a.entry.size(); ++k) rest = std::max(rest, std::abs(a.entry[k] - multiple.entry[k]));
    if (rest <= 1e-9 * size) return "V K^T Q is a multiple of the identity: no alignment phase";
    return {};
}

/// Mass on [-π, angle] of points with masses.
class CircleLaw {
  public:
    explicit CircleLaw(const Cloud& cloud) {
        const std::vector<double> angles = plane_angles(cloud, {});
        for (std::size_t i = 0; i < cloud.size(); ++i) points_.push_back({angles[i], cloud.mass(i)});
        std::sort(points_.begin(), points_.end(), [](const Point& a, const Point& b) { return a.angle < b.angle; });
        double sum = 0;
        for (Point& point : points_) point.mass = sum += point.mass;
        for (Point& point : points_) point.mass /= sum;
    }
    double operator()(double angle) const {
        const auto after = std::upper_bound(points_.begin(), points_.end(), angle,
                                            [](double value, const Point& point) { return value < point.angle; });
        return after == points_.begin() ? 0 : std::prev(after)->mass;
    }

  private:
    struct Point {
        double angle, mass;  // mass up to and including this point
    };
    std::vector<Point> points_;
};

double law_distance(const Cloud& tokens, const Cloud& image) {
    if (tokens.dimension() == 3) return sliced_w1(tokens, image).w1;
    return circle_w1(plane_angles(tokens, {}), tokens.masses(), CircleLaw(image));
}

}  // namespace

AlignmentImage::AlignmentImage(const Model& model, const Cloud& cloud, double time)
    : model_(model),
      why_not_(failing_assumption(model)),
      stride_(std::max<std::size_t>((cloud.size() + most_image_tokens - 1) / most_image_tokens, 1)),
      start_(sampled(cloud)),
      image_(start_),
      start_time_(time),
      time_(time),
      pursuit_(turns_followed / std::max(spectral_norm(model.V), std::numeric_limits<double>::min())) {}

Cloud AlignmentImage::sampled(const Cloud& cloud) const {
    Cloud some(cloud.dimension(), (cloud.size() + stride_ - 1) / stride_);
    std::vector<double> masses;
    for (std::size_t i = 0; i < some.size(); ++i) {
        some.set_token(i, cloud.token(i * stride_));
        if (cloud.weighted()) masses.push_back(cloud.mass(i * stride_));
    }
    some.set_masses(std::move(masses));
    return some;
}

void AlignmentImage::advance(double to) {
    if (to < time_) {
        image_ = start_;
        time_ = start_time_;
    }
    const double span = to - time_;
    if (span > 0) {
        oneapi::tbb::parallel_for(std::size_t{0}, image_.size(), [&](std::size_t i) {
            image_.set_token(i, alignment_flow(model_, image_.token(i), span));
        });
    }
    time_ = to;
}

void AlignmentImage::go_on(double time, const std::vector<double>& places) {
    const auto d = static_cast<std::size_t>(image_.dimension());
    if (places.size() != d * image_.size()) throw InputError("found an image of another cloud");
    for (std::size_t i = 0; i < image_.size(); ++i)
        for (std::size_t k = 0; k < d; ++k) image_.axis(static_cast<int>(k))[i] = places[i * d + k];
    time_ = time;
}

const Cloud& AlignmentImage::at(double time) {
    advance(std::clamp(time, start_time_, start_time_ + pursuit_));
    return image_;
}

AlignmentImage::Comparison AlignmentImage::compare(const Cloud& cloud, double time) {
    Comparison result;
    result.why_not = why_not_;
    if (!valid()) return result;
    at(time);
    if (time > time_) {
        const double moment = pursuit_ / turns_followed;
        for (std::size_t i = 0; i < image_.size() && result.why_not.empty(); ++i) {
            const Vec3 later = alignment_flow(model_, image_.token(i), moment);
            if (angle_between(image_.token(i), later) > at_rest)
                result.why_not = "single tokens still move after a time of 300/‖V‖ and are followed no further";
        }
        if (!result.why_not.empty()) return result;
    }
    const Cloud tokens = sampled(cloud);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const double angle = angle_between(tokens.token(i), image_.token(i));
        result.mean_angle += image_.mass(i) * angle;
        result.max_angle = std::max(result.max_angle, angle);
    }
    result.w1 = law_distance(tokens, image_);
    result.valid = true;
    return result;
}

}  // namespace coalesce
