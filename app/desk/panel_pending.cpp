#include <imgui.h>

#include "chart/numbers.hpp"
#include "coalesce/model/path_text.hpp"
#include "desk/panels.hpp"
#include "view/typeset.hpp"

namespace coalesce {
namespace {

/// Time after which a pending cloud, or the way to a clip's moment, is announced; most take less.
constexpr auto patience = std::chrono::milliseconds(200);

std::string pending_text(const OpenRun& run) {
    if (run.pending.empty()) return "going to t = " + number_text(run.reach->time, 4) + "…  Space stops here";
    const PendingChange::Awaited& cloud = run.pending.back().awaited;
    const std::string name = cloud.scene.empty() ? "" : cloud.scene + ": ";
    if (!cloud.file.empty()) return name + "reading " + shown_path(cloud.file) + "…";
    return name + "drawing " + grouped(static_cast<std::uint64_t>(cloud.tokens)) + " tokens…";
}

bool shows_reach(const OpenRun& run) {
    return run.reach && run.pending.empty() && std::chrono::steady_clock::now() - run.reach->since > patience;
}

}  // namespace

bool shows_pending(const Desk& desk) {
    return busy(desk) && std::chrono::steady_clock::now() - desk.run().pending.front().since > patience;
}

void draw_pending(const Desk& desk, const ViewRectangle& view) {
    if (!shows_pending(desk) && !shows_reach(desk.run())) return;
    std::string text = pending_text(desk.run());
    const float pad = 0.8f * ImGui::GetFontSize();
    text = visual_order(elided(text, view.width - 4 * pad));
    const ImVec2 extent = ImGui::CalcTextSize(text.c_str());
    const ImVec2 at{view.x + 0.5f * (view.width - extent.x), view.y + 0.5f * (view.height - extent.y)};
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    list.PushClipRect({view.x, view.y}, {view.x + view.width, view.y + view.height});
    list.AddRectFilled({at.x - pad, at.y - pad}, {at.x + extent.x + pad, at.y + extent.y + pad},
                       ImGui::GetColorU32(ImGuiCol_PopupBg), 0.5f * pad);
    list.AddText(at, ImGui::GetColorU32(ImGuiCol_Text), text.c_str());
    list.PopClipRect();
}

}  // namespace coalesce
