#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "document/scene_document.hpp"
#include "flow/frame.hpp"
#include "studies/progress.hpp"
#include "studies/result.hpp"
#include "view/image.hpp"

namespace coalesce::figure {

/// Pixels, origin at the top left.
struct Rectangle {
    int x, y, width, height;
};

/// A sphere (or circle) of the picture.
struct SpherePanel {
    Rectangle where;
    const Frame* frame;  ///< the figure's own; its `sequence` differs from its neighbours'
    ViewState view;
};

/// How large a figure is at a given width, and what of it is drawn by OpenGL.
struct Page {
    int height = 0;
    std::vector<SpherePanel> spheres{};
};

/// What text and plots are drawn on: the current ImGui window, which covers the picture.
struct Canvas {
    int width, height;
    float scale;  ///< pixels per point
    Theme theme;

    int px(double points) const { return static_cast<int>(points * static_cast<double>(scale)); }
};

using studies::Progress;

/// Picture of one study (engine/studies): made from the user's settings, computed once, then written and painted.
class Figure {
  public:
    virtual ~Figure() = default;
    virtual void compute(const Progress& progress) = 0;
    /// Returns the study's values, tables and checks, which FIGURE.json holds.
    virtual studies::Result result() const = 0;
    virtual Page page(int width, float scale) const = 0;
    /// Title, labels and plots.
    virtual void draw(const Canvas& canvas) const = 0;
};

/// All figures, those of MS first.
struct Entry {
    std::string_view name;
    std::string_view about;  ///< for --help
    /// @param set  the user's, laid over the figure's own; `--seed` and `--until` are among them as keys of the scene
    /// @throws InputError  for what the scene refuses, and for keys that the figure itself must set
    std::function<std::unique_ptr<Figure>(const std::vector<Assignment>& set, Theme theme)> make;
};
const std::vector<Entry>& entries();
/// Throws InputError that lists the figures there are.
const Entry& find_entry(std::string_view name);

/// 2400 pixels wide. Throws RunError.
class Painter {
  public:
    /// @param in_window  draw with the current GL context, outside of Dear ImGui's frames, instead of one of its own
    explicit Painter(Theme theme, bool in_window = false);
    ~Painter();
    Painter(const Painter&) = delete;
    Painter& operator=(const Painter&) = delete;
    Image paint(const Figure& figure);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce::figure
