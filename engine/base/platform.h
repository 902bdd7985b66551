// SPDX-License-Identifier: Apache-2.0

#pragma once

// Whether Linux's own calls may be used. PUMICE_PORTABLE makes Linux look like a system without
// them, so that what takes their place is compiled too (tools/checks/portability).
#if defined(__linux__) && !defined(PUMICE_PORTABLE)
#define PUMICE_LINUX 1
#else
#define PUMICE_LINUX 0
#endif
