"""The picture widget chooses from the gallery."""

import shutil
import sqlite3
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.hands import add, node, widgets

PICTURES = Path(__file__).parents[2] / "examples"
