#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "desk/theorem_picture.hpp"

namespace coalesce {

/// Makes the picture of a row of the Theory panel by its name; without items for an unknown one. It takes some
/// milliseconds, up to a tenth of a second the first time a scene is asked about.
class TheoremPictures {
  public:
    TheoremPictures();
    ~TheoremPictures();
    TheoremPictures(TheoremPictures&&) noexcept;
    TheoremPictures& operator=(TheoremPictures&&) noexcept;
    /// Returns the picture; remade when row, scene or theme are others, and while the run moves twice a second.
    const TheoremPicture& picture(const std::string& name, const TheoremRun& run);

  private:
    struct Kept;
    std::unique_ptr<Kept> kept_;
    TheoremPicture present_;
    std::string name_;
    std::uint64_t sequence_ = 0;
    Theme theme_ = Theme::dark;
    bool log_time_ = false;
    std::chrono::steady_clock::time_point due_{};
};

}  // namespace coalesce
