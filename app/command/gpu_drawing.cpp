#include <glad/gl.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "command/gpu_check.hpp"
#include "record/film.hpp"
#include "view/image.hpp"
#include "view/scene_view.hpp"
#include "view/target.hpp"

namespace coalesce::command {

namespace {

/// Returns a scene whose tokens move fast enough for pictures at close times to differ.
Scene crowd_scene(std::size_t tokens) {
    Scene scene;
    scene.tokens.count = static_cast<std::int64_t>(tokens);
    scene.model.beta = 30;
    scene.time.dt = 0.05;
    return scene;
}

/// Draws a film of that scene, from the device's memory if `device` has a runtime.
class Projector {
  public:
    Projector(std::size_t tokens, TokenStyle style, int width, int height, const DrawingDevice& device)
        : target_(width, height, 1), film_(crowd_scene(tokens), view_.linking_angle, view_.histogram_bins) {
        view_.tokens = style;
        film_.share(device, view_);
    }
    void draw(double time) {
        const Frame& frame = film_.at(time);
        shared_ = shared_ && frame.in_buffer;
        target_.bind();
        scene_view_.draw_from(film_.buffer());
        scene_view_.draw(frame, view_, 0, 0, target_.width(), target_.height(), 1);
    }
    Image picture(double time) {
        Image image;
        draw(time);
        target_.read(image);
        return image;
    }
    bool shared() const { return shared_; }
    std::string why_not() const {
        if (!film_.copied().empty()) return film_.copied();
        return shared_ ? "" : "the tokens are not on the device";
    }

  private:
    ViewState view_;
    OffscreenTarget target_;
    SceneView scene_view_;
    Film film_;
    bool shared_ = true;
};

}  // namespace

DrawingComparison compare_drawing(const DrawingDevice& device, std::size_t tokens) {
    DrawingComparison result;
    result.shared = true;
    for (const TokenStyle style : {TokenStyle::points, TokenStyle::density}) {
        Projector shared(tokens, style, 640, 480, device), copied(tokens, style, 640, 480, {});
        for (const double time : {0.0, 0.05, 0.12, 0.13, 0.4})
            result.difference =
                std::max(result.difference, image_difference(shared.picture(time), copied.picture(time)));
        result.shared = result.shared && shared.shared();
        if (!shared.shared()) result.why_not = shared.why_not();
    }
    return result;
}

FrameTiming time_frames(const DrawingDevice& device, std::size_t tokens, TokenStyle style, int width, int height,
                        int frames) {
    using Clock = std::chrono::steady_clock;
    Projector projector(tokens, style, width, height, device);
    const double dt = crowd_scene(tokens).time.dt;
    for (int k = 0; k < 3; ++k) projector.draw(k * dt);
    std::vector<double> seconds;
    for (int k = 0; k < frames; ++k) {
        const auto start = Clock::now();
        projector.draw((3 + k) * dt);
        glFinish();
        seconds.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    }
    const auto middle = seconds.begin() + frames / 2;
    std::nth_element(seconds.begin(), middle, seconds.end());
    return {*middle, projector.shared()};
}

}  // namespace coalesce::command
