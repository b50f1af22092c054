#pragma once

#include <glm/glm.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/document/view_state.hpp"
#include "coalesce/flow/frame.hpp"
#include "view/colour_scale.hpp"
#include "view/colours.hpp"
#include "view/detail.hpp"

namespace coalesce {

struct AttentionRow;
struct TokenBuffer;

/// Draws the 3D picture of a Frame and a ViewState into the current framebuffer: the sphere (or ring), tokens, E_max,
/// trails. Text and legends are drawn over it by view/hud.
class SceneView {
  public:
    /// Compiles the shaders on the current context. Throws RunError with the compiler's first line.
    SceneView();
    ~SceneView();
    SceneView(const SceneView&) = delete;
    SceneView& operator=(const SceneView&) = delete;

    /// Names the buffer of frames with Frame::in_buffer, until the next call.
    void draw_from(const TokenBuffer& buffer);
    /// Colours tokens by what one of them attends to, until the next call; null: by the view.
    void colour_by(std::shared_ptr<const AttentionRow> row);
    /// Gives colours the scales of pictures side by side, until the next call.
    void scale_by(const CommonScales& scales);
    /// False while the tokens of a frame are in a buffer that is not there to be drawn from.
    bool can_draw(const Frame& frame, const ViewState& view) const;
    /// Uploads the frame if its sequence is new, then fills a width×height viewport at (x, y).
    /// @param scale  pixels per point (HiDPI, recording at 4K), which line widths and token sizes scale with
    /// @param every  k: draws the tokens 0, k, 2k, …, each standing for k; files show all, k = 1
    void draw(const Frame& frame, const ViewState& view, int x, int y, int width, int height, float scale,
              std::size_t every = 1);
    /// Facts about the last picture.
    Shown shown() const;

    /// Returns the place of a token in the last picture, on S^1 beside the circle; nullopt if its place is in a buffer.
    std::optional<glm::vec3> place_of(std::size_t token) const;
    /// Returns the index of the token under a pixel, if any; origin top left of the last viewport.
    std::optional<std::size_t> pick(double x, double y) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// True if a frame's tokens can be drawn from a buffer that holds positions only.
bool drawn_from_buffer(const Frame& frame, const ViewState& view);

}  // namespace coalesce
