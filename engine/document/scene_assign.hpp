#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "coalesce/model/issue.hpp"
#include "coalesce/model/parameter.hpp"

namespace coalesce {

/// Applies the command line's assignments to a scene file's JSON before validation.
class AppliedAssignments {
  public:
    /// @throws InputError naming an assignment that has no "=" or whose path does not exist
    void apply(const std::vector<Assignment>& assignments, nlohmann::json& scene);

    /// Message for the user: an issue about an assigned value names the assignment, any other one the file.
    std::string message(const Issue& issue, std::string_view origin) const;

  private:
    struct Applied {
        std::string key;
        Assignment assignment;
    };
    std::vector<Applied> applied_;
};

}  // namespace coalesce
