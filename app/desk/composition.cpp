#include "desk/composition.hpp"

#include <glad/gl.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>

#include "view/scene_view.hpp"
#include "view/token_colours.hpp"

namespace coalesce {
namespace {

/// Panels that take less time to paint are painted in every frame.
constexpr auto quick = std::chrono::milliseconds(4);
/// Age at which slow panels are painted again.
constexpr auto stale = std::chrono::milliseconds(100);

/// Draws only Dear ImGui's background list, the text over the picture.
void draw_background_list() {
    const ImDrawData* all = ImGui::GetDrawData();
    ImDrawList* background = ImGui::GetBackgroundDrawList(ImGui::GetMainViewport());
    if (std::find(all->CmdLists.begin(), all->CmdLists.end(), background) == all->CmdLists.end()) return;
    ImDrawData data;
    data.Valid = true;
    data.DisplayPos = all->DisplayPos;
    data.DisplaySize = all->DisplaySize;
    data.FramebufferScale = all->FramebufferScale;
    data.OwnerViewport = all->OwnerViewport;
    data.Textures = all->Textures;
    data.CmdLists.push_back(background);
    data.TotalVtxCount = background->VtxBuffer.Size;
    data.TotalIdxCount = background->IdxBuffer.Size;
    ImGui_ImplOpenGL3_RenderDrawData(&data);
}

Picture::Place place_of(const ViewRectangle& view, int height) {
    const ImVec2 scale = ImGui::GetIO().DisplayFramebufferScale;
    const int w = static_cast<int>(view.width * scale.x), h = static_cast<int>(view.height * scale.y);
    return {static_cast<int>(view.x * scale.x), height - static_cast<int>(view.y * scale.y) - h, w, h,
            ImGui::GetStyle().FontScaleMain * scale.x};
}

/// Scales of colour that the runs have in common, but for that of tokens' densities.
std::vector<CommonScales> scales_of(const Desk& desk, const std::vector<RunPlace>& places,
                                    const std::vector<std::size_t>& visible) {
    std::vector<SeenFrame> frames;
    double attention = 0;
    for (const std::size_t k : visible) {
        frames.push_back({desk.runs[k]->frame, &places[k].picture.shown});
        if (const auto row = desk.runs[k]->pins.colouring()) attention = std::max(attention, attention_scale(*row));
    }
    std::vector<CommonScales> scales = common_scales(frames);
    if (scales.size() > 1)
        for (CommonScales& each : scales) each.attention = attention;
    return scales;
}

/// Draws the pictures that have changed, on common scales. @return  indices of the runs that are seen
std::vector<std::size_t> draw_pictures(const Desk& desk, const std::vector<RunPlace>& places, int height, bool held) {
    std::vector<std::size_t> visible;
    for (std::size_t k = 0; k < places.size(); ++k) {
        const Picture::Place place = place_of(places[k].picture, height);
        if (place.width > 0 && place.height > 0 && desk.runs[k]->frame) visible.push_back(k);
    }
    std::vector<CommonScales> scales = scales_of(desk, places, visible);
    std::vector<Shown> shown;
    for (std::size_t j = 0; j < visible.size(); ++j) shown.push_back(desk.runs[visible[j]]->picture->shown());
    // A picture's own density does not depend on its scale: the second pass colours what the first has measured.
    for (int pass = 0; pass < 2; ++pass) {
        const double density = common_density(shown);
        for (std::size_t j = 0; j < visible.size(); ++j) {
            const std::size_t k = visible[j];
            scales[j].density = density;
            Picture& picture = *desk.runs[k]->picture;
            picture.scale_by(scales[j]);
            picture.draw(*desk.runs[k]->frame, places[k].picture.shown, place_of(places[k].picture, height), held);
            shown[j] = picture.shown();
        }
        if (common_density(shown) == density) break;
    }
    return visible;
}

}  // namespace

bool Composition::panels_may_wait(const std::vector<RunPlace>& places, int width, int height) const {
    const bool same = std::equal(
        places.begin(), places.end(), kept_places_.begin(), kept_places_.end(),
        [](const RunPlace& a, const RunPlace& b) { return a.picture.same_place(b.picture) && !a.picture.covered; });
    return kept_ && kept_->width() == width && kept_->height() == height && same && panels_took_ > quick &&
           Clock::now() - panels_drawn_ < stale;
}

void Composition::draw_panels() {
    const auto start = Clock::now();
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    if (!kept_) return;
    glFinish();
    panels_drawn_ = Clock::now();
    panels_took_ = panels_drawn_ - start;
}

void Composition::draw(const Desk& desk, const std::vector<RunPlace>& places, int width, int height, bool whole) {
    const bool held = desk.dragging != Desk::Drag::none;
    if (!held) kept_.reset();
    const bool wait = held && !whole && panels_may_wait(places, width, height);
    if (held && (!kept_ || kept_->width() != width || kept_->height() != height))
        kept_ = std::make_unique<OffscreenTarget>(width, height, 1);
    kept_places_ = places;

    const std::vector<std::size_t> visible = draw_pictures(desk, places, height, held);
    kept_ ? kept_->bind() : OffscreenTarget::bind_window(width, height);
    if (!wait) {
        const Rgb ground = background(desk.run().view_shown.theme);
        glDisable(GL_SCISSOR_TEST);
        glClearColor(ground.r, ground.g, ground.b, 1);
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    }
    for (const std::size_t k : visible)
        desk.runs[k]->picture->copy_to(kept_.get(), place_of(places[k].picture, height));
    kept_ ? kept_->bind() : OffscreenTarget::bind_window(width, height);
    wait ? draw_background_list() : draw_panels();
    if (!kept_) return;
    kept_->copy_to(nullptr, 0, 0);
    OffscreenTarget::bind_window(width, height);
}

}  // namespace coalesce
