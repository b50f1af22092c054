#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "coalesce/model/cloud.hpp"
#include "coalesce/model/model.hpp"

namespace coalesce {

/// Image of the law under the alignment flow (MS thm 3.2, β → ∞), carried by single tokens: up to 512 of a cloud,
/// evenly spread by index, that follow alignment_flow() alone while the cloud follows its own dynamics.
///
/// The limit requires a law of full support (MS thm 3.2): each token attends to the one place of largest score, which
/// must be occupied. If a cloud has a hole there, its tokens part from the image by O(1).
class AlignmentImage {
  public:
    /// @param cloud  tokens at `time`; later clouds must keep their order
    AlignmentImage(const Model& model, const Cloud& cloud, double time = 0);

    /// True if the flow is a limit of this model: failing_setting() is empty, and V K^T Q is no multiple of the
    /// identity.
    bool valid() const { return why_not_.empty(); }
    const std::string& why_not() const { return why_not_; }

    /// Sampled tokens at `time`, with their masses; continues from the last call's time, or from the start if `time` is
    /// earlier. Followed up to 300/‖V‖ after the start; later only if all have come to rest, see Comparison::why_not.
    const Cloud& at(double time);

    /// The image as last computed, and its time.
    const Cloud& present() const { return image_; }
    double time() const { return time_; }
    /// Continues from an image that another object of the same model and cloud had at `time`.
    /// @param places  row_major(present())  @throws InputError  there are not as many
    void go_on(double time, const std::vector<double>& places);

    struct Comparison {
        bool valid = false;
        std::string why_not;  ///< why the image is unknown: a failing assumption of the class, or the time
        double mean_angle = 0, max_angle = 0;  ///< of a token from its image, radians; the mean is by mass
        double w1 =
            0;  ///< between the laws of the sampled tokens and of their image: sliced_w1 on S^2, circle_w1 on S^1
    };
    /// @param cloud  tokens at `time`
    Comparison compare(const Cloud& cloud, double time);

  private:
    Cloud sampled(const Cloud& cloud) const;
    void advance(double to);

    Model model_;
    std::string why_not_;
    std::size_t stride_;
    Cloud start_, image_;
    double start_time_, time_;
    double pursuit_;  ///< duration of following, from start_time_
};

}  // namespace coalesce
