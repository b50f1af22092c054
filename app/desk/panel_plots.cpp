#include <imgui.h>

#include <algorithm>

#include "desk/measurement_plots.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"

namespace coalesce {

void draw_plots_panel(Desk& desk, const Frame& frame) {
    if (!begin_panel("plots", "Measurements", &desk.open.plots)) return ImGui::End();
    const ImVec2 corner = ImGui::GetWindowPos(), extent = ImGui::GetWindowSize();
    widget_map().add("plots", corner, {corner.x + extent.x, corner.y + extent.y});
    named_checkbox("plots.log", "log time", &desk.run().log_time);
    const float button = 5 * ImGui::GetFontSize(), gap = ImGui::GetStyle().ItemSpacing.x;
    const float right = ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x;
    // The buttons go to the right border of the switch's row, or below it if they do not fit.
    const float buttons = right - 2 * button - gap;
    if (ImGui::GetItemRectMax().x - ImGui::GetWindowPos().x + gap <= buttons) ImGui::SameLine(buttons);
    if (named_button("plots.csv", "CSV…", {button, 0}))
        desk.files.show(FileDialog::Purpose::export_csv, "measurements.csv");
    ImGui::SameLine();
    if (named_button("plots.png", "Picture…", {button, 0})) ask_for_picture(desk, PanelPicture::Of::measurements);

    // Five plots share the height; below a readable size the panel scrolls.
    const float titles = 5 * (ImGui::GetTextLineHeightWithSpacing() + 2 * ImGui::GetStyle().ItemSpacing.y);
    const float height = std::max(8.5f * ImGui::GetFontSize(), (ImGui::GetContentRegionAvail().y - titles) / 5);
    for (const MeasurementPlot& plot : measurement_plots(desk, frame, desk.settings.theme)) {
        section_title(plot.title.c_str());
        ImGui::SameLine();
        ImGui::TextDisabled("%s", plot.note.c_str());
        if (!plot.hover.empty() && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", plot.hover.c_str());
        plot.draw({-1, plot.height * height});
    }
    ImGui::End();
}

}  // namespace coalesce
