#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flow/frame.hpp"
#include "model/scene.hpp"
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

/// One condition of a figure's acceptance.
struct Check {
    std::string what;
    double value = 0, at_most = 0;
    bool pass() const { return value <= at_most; }
};

using Progress = std::function<void(double)>;  ///< called with the fraction done

/// A figure of `reproduce`: made from the user's settings, computed once, then judged, written and painted.
class Figure {
  public:
    virtual ~Figure() = default;
    virtual void compute(const Progress& progress) = 0;
    virtual std::vector<Check> checks() const = 0;
    /// FIGURE.json.
    virtual std::string to_json() const = 0;
    virtual Page page(int width, float scale) const = 0;
    /// Title, labels and plots.
    virtual void draw(const Canvas& canvas) const = 0;
};

/// Those there are, MS's first.
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

/// Throws InputError for a known key of the scene that is not among `used` ("model" stands for all below it): a value
/// is used or refused, never dropped. Call it after the scene is parsed, which refuses unknown keys.
void take_only(std::string_view figure, const std::vector<Assignment>& set, const std::vector<std::string_view>& used);
/// Keys of the view that a picture with spheres uses: colours, camera angles and what is drawn. Sizes, theme, trails,
/// motion and what only a window shows are the figure's.
std::vector<std::string_view> with_sphere_keys(std::vector<std::string_view> used);

/// Throws InputError where `set` touches one of `keys` ("model.beta"; "model" stands for all below it).
/// @param why  "the figure sweeps it"
void refuse(std::string_view figure, const std::vector<Assignment>& set, const std::vector<std::string_view>& keys,
            std::string_view why);

/// 2400 pixels wide. Makes a GL context of its own. Throws RunError.
class Painter {
  public:
    explicit Painter(Theme theme);
    ~Painter();
    Painter(const Painter&) = delete;
    Painter& operator=(const Painter&) = delete;
    Image paint(const Figure& figure);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce::figure
