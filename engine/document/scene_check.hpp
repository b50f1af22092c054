#pragma once

#include "coalesce/document/scene_document.hpp"

namespace coalesce {

/// Checks all that validate() does. @throws Issue
void check_document(const SceneDocument& document);

}  // namespace coalesce
