#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chart/page.hpp"
#include "chart/picture_format.hpp"
#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"
#include "view/image.hpp"

namespace coalesce::figure {

using studies::Progress;

/// Picture of one study (engine/studies): made from the user's settings, computed once, then written and painted.
class Figure {
  public:
    virtual ~Figure() = default;
    virtual void compute(const Progress& progress) = 0;
    /// Returns the study's values, tables and checks, which FIGURE.json holds.
    virtual studies::Result result() const = 0;
    /// Describes the picture. Its spheres refer to frames of this figure.
    virtual chart::Page page() const = 0;
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

using chart::PictureFormat;

/// A page drawn in one format. Writing needs no OpenGL context and may happen on any thread.
struct PictureFile {
    PictureFormat format = PictureFormat::png;
    Image image{};           ///< of a PNG
    std::string document{};  ///< of a PDF or SVG: the bytes of the file
    /// Writes `name` with the format's ending into a folder. Throws RunError.
    void write(const std::filesystem::path& folder, const std::string& name) const;
};

/// Paints pages: two pixels to a point in PNG, 2400 for a page of 1200, and in the spheres of PDF and SVG. Throws
/// RunError.
class Painter {
  public:
    /// @param in_window  draw with the current GL context, outside of Dear ImGui's frames, instead of one of its own
    explicit Painter(Theme theme, bool in_window = false);
    ~Painter();
    Painter(const Painter&) = delete;
    Painter& operator=(const Painter&) = delete;
    Image paint(const chart::Page& page);
    PictureFile draw(const chart::Page& page, PictureFormat format);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce::figure
