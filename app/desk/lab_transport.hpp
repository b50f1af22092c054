#pragma once

#include <string>

#include "desk/desk.hpp"
#include "lab/course.hpp"

namespace coalesce {

/// Name of a widget of a laboratory, for scripts: "lab.equiangular.play".
std::string lab_widget(const LabWorkspace& lab, const char* part);
/// Height of the transport with its margins, pixels.
float lab_transport_height();
/// Draws the transport of a laboratory into the rest of the present window: play, start, the present place and its
/// pace, Record, and below a slider over the whole course.
void draw_lab_transport(Desk& desk, const LabWorkspace& lab, const lab::Course& course);

}  // namespace coalesce
