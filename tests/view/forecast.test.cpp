#include "view/forecast.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "view/gl_context.hpp"
#include "view/ui.hpp"

using namespace coalesce;

namespace {

/// Two arcs of the equator, from ±60°, that meet at the x-axis.
Forecast two_arcs() {
    Forecast forecast;
    for (int i = 0; i <= 20; ++i) {
        const double angle = (1 - i / 20.0) * M_PI / 3;
        const auto c = static_cast<float>(std::cos(angle)), s = static_cast<float>(std::sin(angle));
        forecast.first.push_back({c, s, 0});
        forecast.second.push_back({c, -s, 0});
    }
    return forecast;
}

}  // namespace

TEST_CASE("predicted ways lie on the surface, and beside the circle's tokens") {
    for (const int dimension : {2, 3})
        for (const Segment& piece : forecast_guide(two_arcs(), dimension, {255, 0, 0, 255})) {
            const float radius = glm::length(piece.from);
            CHECK(radius > (dimension == 3 ? 0.999f : 1.05f));
            CHECK(radius < (dimension == 3 ? 1.01f : 1.2f));
        }
}

TEST_CASE("a forecast without ways draws nothing") {
    CHECK(forecast_guide({}, 3, {255, 0, 0, 255}).empty());
}

TEST_CASE("the forecast's label keeps clear of the text in the corners, wherever the meeting point is") {
    const HeadlessContext context;
    Ui ui(Theme::dark, 1);
    ui.begin_offscreen(420, 360);
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    const ImVec2 size{420, 360};
    Frame frame;
    frame.dimension = 3;
    frame.forecast = two_arcs();
    // A legend that covers the lower half but for a margin, then the upper, the left and the right one.
    const HudRectangles::Rectangle halves[] = {
        {{0, 182}, {420, 360}}, {{0, 0}, {420, 178}}, {{0, 0}, {208, 360}}, {{212, 0}, {420, 360}}};
    int drawn = 0;
    for (double yaw = 0; yaw < 6.28; yaw += 0.2)
        for (const double pitch : {-0.6, 0.0, 0.6})
            for (const auto& taken : halves) {
                ViewState view;
                view.yaw = yaw;
                view.pitch = pitch;
                HudRectangles hud;
                hud.legend = taken;
                const HudRectangles::Rectangle label = draw_forecast_label(list, {0, 0}, size, frame, view, hud);
                if (!(label.to.x > label.from.x)) continue;
                ++drawn;
                const bool clear = label.to.x <= taken.from.x || taken.to.x <= label.from.x ||
                                   label.to.y <= taken.from.y || taken.to.y <= label.from.y;
                CHECK(clear);
                CHECK(label.from.x >= 0);
                CHECK(label.to.x <= size.x);
            }
    CHECK(drawn > 50);
    ui.drop_offscreen();
}
