#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "model/issue.hpp"
#include "model/scene.hpp"

namespace coalesce {

/// The assignments of the command line, laid over a scene file's JSON before it is validated.
class Overlay {
  public:
    /// @throws InputError naming an assignment that has no "=" or leads nowhere
    void apply(const std::vector<Assignment>& assignments, nlohmann::json& scene);

    /// The issue as the user should read it: an issue about what an assignment set names the assignment, any other
    /// one the file.
    std::string message(const Issue& issue, std::string_view origin) const;

  private:
    struct Applied {
        std::string key;
        Assignment assignment;
    };
    std::vector<Applied> applied_;
};

}  // namespace coalesce
