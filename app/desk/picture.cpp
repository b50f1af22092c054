#include "desk/picture.hpp"

#include <glad/gl.h>

#include <utility>

namespace coalesce {
namespace {

/// Time after which a picture that does not change is drawn in full.
constexpr auto rest = std::chrono::milliseconds(300);
/// Up to so many tokens any driver draws within a frame: their time is not measured, since glFinish would only stall.
constexpr std::size_t few = 20'000;

}  // namespace

void Picture::paint(const Frame& frame, const ViewState& view, const Place& place, std::size_t every) {
    const auto start = Clock::now();
    target_->bind();
    scene_view_.draw(frame, view, 0, 0, place.width, place.height, place.scale, every);
    shown_ = scene_view_.shown();
    if (frame.size() <= few) return;
    glFinish();
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    detail_.learn(drawn_style(view.tokens, frame.size()), (frame.size() + every - 1) / every, seconds);
}

void Picture::colour_by(std::shared_ptr<const AttentionRow> row) {
    scene_view_.colour_by(row);
    row_ = std::move(row);
}

void Picture::scale_by(const CommonScales& scales) {
    scene_view_.scale_by(scales);
    scales_ = scales;
}

void Picture::draw(const Frame& frame, const ViewState& view, const Place& place, bool held) {
    const Content wanted{frame.sequence, frame.generation, view, place.width, place.height, place.scale, row_, scales_};
    const auto now = Clock::now();
    const bool changed = !target_ || !(wanted == content_);
    playing_ = frame.playing;
    if (changed) changed_ = now;
    const bool hurried = held || frame.playing || now - changed_ < rest;
    const bool many = frame.size() > few;
    // The last picture stays while the engine owns the tokens' memory, or until a frame with copies arrives for a view
    // that needs them.
    if (target_ && !scene_view_.can_draw(frame, view)) return;
    if (changed || (!hurried && shown_.every > 1)) {
        if (!target_ || target_->width() != place.width || target_->height() != place.height)
            target_ = std::make_unique<OffscreenTarget>(place.width, place.height, 1);
        const std::size_t every =
            many && hurried ? detail_.choose(drawn_style(view.tokens, frame.size()), frame.size()) : 1;
        paint(frame, view, place, every);
        content_ = wanted;
    }
}

}  // namespace coalesce
