#pragma once

#include <imgui.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/model/parameter.hpp"
#include "coalesce/studies/progress.hpp"
#include "lab/board.hpp"
#include "lab/course.hpp"

namespace coalesce::lab {

/// A laboratory that is shown along its course without a window: in its own film and in that of a lesson. Equal
/// settings and places give equal pictures.
class Show {
  public:
    virtual ~Show() = default;
    /// Computes what stands still. Call it once, before all else.
    virtual void prepare(const studies::Progress& progress) = 0;
    /// The course that runs through the charts; nullopt: nothing does.
    virtual std::optional<Course> course() const = 0;
    /// Goes to a place of the course. A descent that is sent back begins anew.
    virtual void go_to(double place, const studies::Progress& progress) = 0;
    virtual Board board(Theme theme) const = 0;
    /// The laboratory's name in words, and its settings.
    virtual std::string title() const = 0;
    virtual std::string words() const = 0;
};
/// @param name         as in `coalesce lab NAME`
/// @param logarithmic  through the decades of time, where the laboratory has a time of its own
/// @throws InputError  for an unknown name or setting
std::unique_ptr<Show> make_show(std::string_view name, const std::vector<Assignment>& set, bool logarithmic = false);

/// Draws title, settings, numbers and charts of a laboratory into a place of the present Dear ImGui frame.
/// @param place  in its course, which is drawn as a line below; nullopt: without it
void draw_show(const Show& show, std::optional<double> place, ImVec2 from, ImVec2 size, Theme theme);

}  // namespace coalesce::lab
