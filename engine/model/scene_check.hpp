#pragma once

#include "model/scene.hpp"

namespace coalesce {

/// Everything that validate() checks. @throws Issue
void check_document(const SceneDocument& document);

}  // namespace coalesce
