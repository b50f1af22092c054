#pragma once

#include <chrono>
#include <memory>

#include "view/detail.hpp"
#include "view/scene_view.hpp"
#include "view/target.hpp"

namespace coalesce {

/// The picture in the window: kept off-screen and drawn anew only when it would differ, so that a pointer that crosses
/// the panels costs nothing. While the camera moves or the simulation plays it shows as many tokens as fit into
/// Detail::budget; once it has rested it shows all.
class Picture {
  public:
    struct Place {
        int x, y, width, height;  ///< pixels of the window, y up
        float scale;              ///< pixels per point
        bool operator==(const Place&) const = default;
    };
    /// @param held    a hand holds the camera, also where it does not move
    /// @param buffer  of a frame that is in one; while there is none, the picture stays as it is
    void draw(const Frame& frame, const ViewState& view, const Place& place, bool held, const TokenBuffer& buffer = {});
    /// Copies it to where it belongs, in the window or in what stands for it.
    void copy_to(OffscreenTarget* window, const Place& place) { target_->copy_to(window, place.x, place.y); }
    /// Whether it will show more tokens when it is drawn again with nothing changed.
    bool unfinished() const { return shown_.every > 1 && !playing_; }
    const Shown& shown() const { return shown_; }
    const SceneView& scene_view() const { return scene_view_; }

  private:
    using Clock = std::chrono::steady_clock;
    struct Content {
        std::uint64_t sequence = 0, generation = 0;
        ViewState view;
        int width = 0, height = 0;
        float scale = 0;
        bool operator==(const Content&) const = default;
    };
    void paint(const Frame& frame, const ViewState& view, const Place& place, std::size_t every,
               const TokenBuffer& buffer);

    SceneView scene_view_;
    Detail detail_;
    std::unique_ptr<OffscreenTarget> target_;
    Content content_;
    Shown shown_;
    Clock::time_point changed_{};
    bool playing_ = false;
};

}  // namespace coalesce
