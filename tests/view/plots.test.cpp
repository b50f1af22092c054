#include "view/plots.hpp"

#include <doctest/doctest.h>
#include <imgui.h>
#include <implot.h>
#include <implot_internal.h>  // a plot knows the words at its axes

#include <string>

#include "view/gl_context.hpp"
#include "view/ui.hpp"

using namespace coalesce;

namespace {

/// The words below the plot of the angles of such tokens.
std::string words_below(int dimension) {
    Frame frame;
    frame.dimension = dimension;
    frame.angles.density.assign(90, 0.16);
    Ui ui(Theme::dark, 1);
    ui.begin_offscreen(400, 300);
    ImGui::Begin("plots");
    plot_angles(frame, nullptr, {300, 200}, Theme::dark);
    ImPlotPlot* plot = ImPlot::GetPlot("##angles");
    const std::string words = plot ? plot->GetAxisLabel(plot->XAxis(0)) : "no plot";
    ImGui::End();
    ui.drop_offscreen();
    return words;
}

}  // namespace

TEST_CASE("the axis of a plot names the angle as its title does") {
    const HeadlessContext context;
    CHECK(words_below(3) == "longitude (rad)");
    CHECK(angle_name(3) == std::string("Longitude"));
    CHECK(words_below(2) == "angle (rad)");
    CHECK(angle_name(2) == std::string("Angle"));
}
