#pragma once

#include <chrono>
#include <memory>

#include "view/detail.hpp"
#include "view/scene_view.hpp"
#include "view/target.hpp"

namespace coalesce {

/// The picture in the window. It is kept in an offscreen target and drawn again only if its content changes, so that
/// mouse movement over panels costs nothing. While the camera moves or the simulation plays it shows as many tokens as
/// fit into Detail::budget; at rest it shows all.
class Picture {
  public:
    struct Place {
        int x, y, width, height;  ///< pixels of the window, y up
        float scale;              ///< pixels per point
        bool operator==(const Place&) const = default;
    };
    /// Draws the picture into its target if it has changed.
    /// @param held  the user drags the camera, even if it does not move
    void draw(const Frame& frame, const ViewState& view, const Place& place, bool held);
    /// The picture as last drawn, for a lens over it (OffscreenTarget::texture); 0: none.
    unsigned texture() { return target_ ? target_->texture() : 0; }
    /// Colours tokens by what one of them attends to, until the next call; null: by the view.
    void colour_by(std::shared_ptr<const AttentionRow> row);
    /// Gives colours the scales of pictures side by side, until the next call.
    void scale_by(const CommonScales& scales);
    /// Copies the picture to its place in the window, or in the target that replaces the window's framebuffer.
    void copy_to(OffscreenTarget* window, const Place& place) { target_->copy_to(window, place.x, place.y); }
    /// True if it will show more tokens once it has been at rest.
    bool unfinished() const { return shown_.every > 1 && !playing_; }
    const Shown& shown() const { return shown_; }
    SceneView& scene_view() { return scene_view_; }

  private:
    using Clock = std::chrono::steady_clock;
    struct Content {
        std::uint64_t sequence = 0, generation = 0;
        ViewState view;
        int width = 0, height = 0;
        float scale = 0;
        std::shared_ptr<const AttentionRow> row{};
        CommonScales scales{};
        bool operator==(const Content&) const = default;
    };
    void paint(const Frame& frame, const ViewState& view, const Place& place, std::size_t every);

    SceneView scene_view_;
    Detail detail_;
    std::unique_ptr<OffscreenTarget> target_;
    Content content_;
    std::shared_ptr<const AttentionRow> row_;
    CommonScales scales_;
    Shown shown_;
    Clock::time_point changed_{};
    bool playing_ = false;
};

}  // namespace coalesce
