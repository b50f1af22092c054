#pragma once

#include <imgui.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/flow/twin_distances.hpp"
#include "view/detail.hpp"
#include "view/scene_view.hpp"
#include "view/side_by_side.hpp"

namespace coalesce {

/// A run as it is drawn beside others; all have one clock and one camera.
struct SeenRun {
    const Frame* frame = nullptr;
    const SceneDocument* document = nullptr;
    std::span<const Measurement> history{};  ///< measurements up to the frame
};

/// Draws pictures side by side on common scales of colour (common_scales()).
/// @param draw  draws picture k; called again where the end of its scale is known only once all are drawn
void draw_on_common_scales(std::span<SceneView* const> pictures, std::span<const SeenFrame> frames,
                           const std::function<void(std::size_t)>& draw);

/// Draws the 3D pictures of runs side by side into the current framebuffer; draw_twin_overlay() draws the text over it.
class TwinView {
  public:
    explicit TwinView(std::size_t runs);

    /// @param camera  whose camera all pictures have
    /// @param places  of side_by_side(), pixels
    /// @param height  of the framebuffer, pixels
    /// @param scale   pixels per point, as in SceneView::draw
    /// @param em      height of a line of text, pixels: spheres side by side keep clear of the text over them
    void draw(std::span<const SeenRun> runs, const ViewState& camera, const SidePlaces& places, int height, float scale,
              float em);
    /// Facts about a run's last picture.
    Shown shown(std::size_t run) const { return views_[run]->shown(); }

  private:
    std::vector<std::unique_ptr<SceneView>> views_;
};

/// Returns a view with another one's camera.
ViewState with_camera(ViewState view, const ViewState& camera);

/// Height of the line under a picture that names its run, ems.
inline constexpr float run_name_ems = 2;

/// Draws text over TwinView's pictures: the state of each run in the corner, what it has under it in words
/// (twin_words()), in the colour of its curves, and the plots where `places` has room for them. Call it between
/// Ui::begin_offscreen and end_offscreen.
/// @param shown  of each run, from TwinView::shown()
void draw_twin_overlay(std::span<const SeenRun> runs, std::span<const Shown> shown,
                       const std::vector<std::string>& words, const TwinDistances& distances, const SidePlaces& places);

/// Draws the name of a run into its line, with a stroke of the run's colour.
void draw_run_name(ImDrawList& list, const SideBox& line, std::size_t run, const std::string& words, Theme theme);

}  // namespace coalesce
